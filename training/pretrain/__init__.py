"""Builds `maieutic-base` from nothing: tokenizer, copy lessons, training, score, export."""
