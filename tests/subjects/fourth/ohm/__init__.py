"""Ohm's law: two of voltage, current and resistance are given, the third is asked. A whole subject, kept small."""

from __future__ import annotations

from tests.subjects.fourth.ohm.ohm import Ohm

subject = Ohm()
