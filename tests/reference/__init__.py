"""Slow, obvious readings of the specification in plain Python, to compare the marts with."""
