"""What is true: problems, steps, verdicts and hints, and one folder a subject.

A subject is found by a scan of this folder (`subjects.catalogue`); adding one edits nothing else.
"""
