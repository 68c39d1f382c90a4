"""Poll definition files: reading them, naming every fault in them, loading them."""
