"""How a strategy stands among other plans: Teilpläne, Fachpläne, and its measures along the phases of life."""
