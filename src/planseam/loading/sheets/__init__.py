"""Coordinate sheets: tables with a row a vertex, and the national exchange text of plots, as geometry."""

from planseam.loading.sheets.reading import read, recognised, sheets_in

__all__ = ["read", "recognised", "sheets_in"]
