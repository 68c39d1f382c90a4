"""Voting: the form, the claim that keeps a second vote out, and the writer."""
