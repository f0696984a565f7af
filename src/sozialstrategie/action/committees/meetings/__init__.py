"""Meetings: invitation, agenda, attendance, live recording."""
