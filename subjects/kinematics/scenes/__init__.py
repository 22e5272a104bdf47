"""Motions of several moments, directions or bodies: one module reads and plans each kind, `plan` finds the way."""
