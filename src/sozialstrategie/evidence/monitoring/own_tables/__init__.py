"""Tables of an organisation's own: how they are read in and mapped, and indicators made from them."""
