"""How the carrying out goes: lateness, reports, money, milestones, the implementation report."""
