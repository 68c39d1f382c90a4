"""``python -m pollsvc``: the same as ``pollsvc``."""

from pollsvc.cli import main

main()
