"""Figures that travel with the program: single values typed up with citation, licence and reference date."""

from sozialstrategie.evidence.monitoring.shipped.loader import ShippedTable, shipped_tables

__all__ = ["ShippedTable", "shipped_tables"]
