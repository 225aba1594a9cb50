"""Measurements: `script/bench` runs every module of this package and prints a table.

A module is one subject. Its `measure()` yields `Figure`s, and what it needs and cannot find it says by raising
`CannotMeasure`. Figures are compared with peers in the same run, taking turns, so that a busy machine slows all alike.
"""
