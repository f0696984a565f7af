"""Public pages that set places side by side: profile, two to four places, all Kreise over the years, map of any year."""
