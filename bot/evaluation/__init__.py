"""The long measures of the tutor: conversations, adapters against the bare base, and a class that asks at once.

`run.evaluate` is `tutor evaluate`. What was measured is kept line by line in the state folder, so that a stopped
run goes on; the report is made anew from those lines. Leaks and false statements are counted by the second checker
(`tutoring/measuring`), which shares nothing with the guard whose work it counts.
"""
