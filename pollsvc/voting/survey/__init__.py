"""Surveys in steps: each step kept as it is sent, checked at the end, then sent as one vote."""
