"""The files of the house, as its tests look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pollsvc"
TEMPLATES = ROOT / "templates"
SEEDS = ROOT / "seeds"
HELP = PACKAGE / "help"

# Not ours, or not written by hand.
_LEFT_OUT = {"__pycache__", "vendor", "fonts", ".mypy_cache", ".ruff_cache", ".hypothesis"}


def files(folder: Path, pattern: str = "*") -> list[Path]:
    """Our own files below a folder, sorted."""
    return sorted(
        path
        for path in folder.rglob(pattern)
        if path.is_file() and not _LEFT_OUT & set(path.relative_to(ROOT).parts)
    )


def modules() -> list[Path]:
    """Every module of the package."""
    return files(PACKAGE, "*.py")


def name(path: Path) -> str:
    """The path as a person would say it: from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    """Number of lines of a file."""
    return len(path.read_text("utf-8").splitlines())


@cache
def parsed(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path, *, top_only: bool = False) -> Iterator[str]:
    """Full names of the modules that a module imports, those inside functions too."""
    tree = parsed(path)
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def manual() -> str:
    """The whole manual as one text."""
    return "\n".join(path.read_text("utf-8") for path in files(HELP, "*.md"))
