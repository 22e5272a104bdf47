"""What the evaluation of a class and that of an adapter version share: shares with their noise, lines that outlive a kill, and
the second checker of leaks and false statements, simple readers of its own that share nothing with the guard.
"""
