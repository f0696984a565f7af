"""The authority's own Word templates: which placeholders there are, checking a template, filling it in. Knows no table."""
