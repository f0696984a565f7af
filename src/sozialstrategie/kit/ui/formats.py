"""Number formats for templates; they live with the figures."""

from sozialstrategie.kit.figures.format import MINUS, Number, figure, number, percent, period, signed

__all__ = ["MINUS", "Number", "figure", "number", "percent", "period", "signed"]
