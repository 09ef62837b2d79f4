"""The engine: split by unit, borders, profiles along a border, strips, measures.

Pure functions over arrays of geometries in one metric, equal-area CRS; no
rule is known here.
"""
