"""Adapters that were trained elsewhere, brought into the registry."""
