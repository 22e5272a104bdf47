"""Exercises for a class: drawn at a level, or like an example with other data; solved, marked, for paper or Moodle."""
