"""Addresses of the room committees, below /k/<slug>/."""

from __future__ import annotations

from sozialstrategie.action.committees.bodies.urls import patterns as bodies
from sozialstrategie.action.committees.decisions.urls import patterns as decisions
from sozialstrategie.action.committees.meetings.urls import patterns as meetings
from sozialstrategie.action.committees.minutes.urls import patterns as minutes
from sozialstrategie.action.committees.papers.urls import patterns as papers

app_name = "committees"
urlpatterns = [*bodies, *meetings, *papers, *decisions, *minutes]
