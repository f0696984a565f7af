"""Tables of any build: opened as grids of cells, read by a mapping that says which column means what."""

from .grid import Grid, open_grids
from .known import known_mapping
from .mapped import read_mapped
from .mapping import Part, TableMapping, ValueColumn

__all__ = ["Grid", "Part", "TableMapping", "ValueColumn", "known_mapping", "open_grids", "read_mapped"]
