"""Promises and their clocks: deadlines, pauses, warnings, new times."""
