"""Frozen values that all rooms speak in."""
