"""The worked strategy of the invented Landkreis Musterberg."""

from sozialstrategie.portal.demo.content.build import build_strategy
from sozialstrategie.portal.demo.content.committees import build_committees
from sozialstrategie.portal.demo.content.groups import build_groups
from sozialstrategie.portal.demo.content.need_offers import build_need_offers
from sozialstrategie.portal.demo.content.offers import build_offers
from sozialstrategie.portal.demo.content.papers import build_papers
from sozialstrategie.portal.demo.content.report import build_report
from sozialstrategie.portal.demo.content.requests import build_requests
from sozialstrategie.portal.demo.content.tasks import build_tasks

__all__ = [
    "build_committees",
    "build_groups",
    "build_need_offers",
    "build_offers",
    "build_papers",
    "build_report",
    "build_requests",
    "build_strategy",
    "build_tasks",
]
