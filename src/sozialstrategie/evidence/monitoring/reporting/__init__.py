"""Reports of an organisation: which chapters, which own texts. What they look like lies in `report`."""
