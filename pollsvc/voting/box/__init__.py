"""The writer: one thread a process commits what has gathered, then acknowledges each."""

from pollsvc.voting.box.plan import Op, Outcome
from pollsvc.voting.box.writer import Box, open_box

__all__ = ["Box", "Op", "Outcome", "open_box"]
