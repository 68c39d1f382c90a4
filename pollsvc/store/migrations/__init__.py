"""Migrations of the database, numbered, run by ``pollsvc upgrade``."""
