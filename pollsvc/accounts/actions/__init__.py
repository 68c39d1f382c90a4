"""Writes of accounts: people, the browsers they are signed in by, links, failed tries."""
