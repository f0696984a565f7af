"""The formula language and the indicator catalogue: data, read by an own small parser; knows no Django."""

from sozialstrategie.evidence.monitoring.formula.definitions import Catalogue, Derivation, IndicatorDefinition
from sozialstrategie.evidence.monitoring.formula.errors import CatalogueError, FormulaError
from sozialstrategie.evidence.monitoring.formula.loader import load_catalogue, shipped_catalogue_files
from sozialstrategie.evidence.monitoring.formula.parser import parse_formula
from sozialstrategie.evidence.monitoring.formula.units import UNITS

__all__ = [
    "UNITS",
    "Catalogue",
    "CatalogueError",
    "Derivation",
    "FormulaError",
    "IndicatorDefinition",
    "load_catalogue",
    "parse_formula",
    "shipped_catalogue_files",
]
