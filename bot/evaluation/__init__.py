"""The long measures of the tutor: conversations, adapters against the bare base, and a class that asks at once.

`run.evaluate` is `tutor evaluate`. What was measured is kept line by line in the state folder, so that a stopped
run goes on; the report is made anew from those lines. The checkers here are simple readers of their own: they share
nothing with the guard whose work they count.
"""
