"""Files that lie beside the package in a checkout and inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """The folder ``templates`` or ``seeds``, wherever it is."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name
