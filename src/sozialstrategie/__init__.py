"""Von der amtlichen Zahl zur Wirkung."""

__version__ = "0.1.0"
