"""Stub."""

from subjects.kinematics.motion import Motion
from subjects.kinematics.scenes.page import Page
from subjects.problem import Unsolved


def read(page: Page) -> Motion | Unsolved:
    return Unsolved("not_supported")
