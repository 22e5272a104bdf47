"""Students who want the answer and a model that obeys them: what the guard must stand.

`attacks.toml` holds what they write, in families; `obeying` is a model that has been handed the whole solution and says
it in the form asked for; `siege` runs them and counts what came through by the record of what was planted. Nothing here
shares code with the guard.
"""
