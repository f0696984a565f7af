"""Papers and the sequence of bodies that deal with them."""
