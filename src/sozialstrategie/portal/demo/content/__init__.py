"""The worked strategy of the invented Landkreis Musterberg."""

from sozialstrategie.portal.demo.content.build import build_strategy
from sozialstrategie.portal.demo.content.groups import build_groups
from sozialstrategie.portal.demo.content.need_offers import build_need_offers
from sozialstrategie.portal.demo.content.offers import build_offers
from sozialstrategie.portal.demo.content.report import build_report
from sozialstrategie.portal.demo.content.requests import build_requests

__all__ = ["build_groups", "build_need_offers", "build_offers", "build_report", "build_requests", "build_strategy"]
