"""The rules of polls: pure, typed, no input or output (see README.md)."""
