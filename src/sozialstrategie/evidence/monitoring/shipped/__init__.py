"""Figures that travel with the program: single values typed up with citation, licence and reference date."""

from sozialstrategie.evidence.monitoring.shipped.loader import ShippedTable, series_units, shipped_tables

__all__ = ["ShippedTable", "series_units", "shipped_tables"]
