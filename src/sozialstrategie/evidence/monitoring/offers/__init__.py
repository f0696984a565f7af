"""Bestand: the register of offers and facilities of an organisation. Places of refuge are located for editors only."""
