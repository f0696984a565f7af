"""Minutes of a meeting: drafted from what was recorded, circulated, approved in a later meeting, frozen."""
