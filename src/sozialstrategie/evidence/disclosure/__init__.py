"""The gate between results and every output."""
