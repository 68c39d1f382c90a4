"""Reader polls and surveys that publishers run themselves."""

__version__ = "0.1.0"
