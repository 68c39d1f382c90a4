"""Polls: their definition, their life, and what must be remembered of voting."""
