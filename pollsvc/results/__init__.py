"""Results: the tally, the sheet of it, and the pages that show it."""
