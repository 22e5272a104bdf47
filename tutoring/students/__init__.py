"""Simulated students: personas as code, for tests, load and evaluation.

A student knows its own problem, what it has written, and the text of the last reply; nothing of moves, verdicts or
prompts. `school` draws students, `talk` holds a conversation with one. They are no model of a child: they prove that the
tutor guides whoever reads it, not how well anybody learns from it.
"""
