"""Motion along a line: uniform, uniformly accelerated, free fall. `subject` is what the rest of the house uses.

Cheap to import; the bank of phrases is read when it is first asked for.
"""

from __future__ import annotations

from subjects.kinematics.kinematics import Kinematics

subject = Kinematics()
