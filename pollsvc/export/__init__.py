"""Files: the tally as CSV, XLSX and JSON, and charts of it."""
