"""The worked strategy of the invented Landkreis Musterberg."""

from sozialstrategie.portal.demo.content.build import build_strategy

__all__ = ["build_strategy"]
