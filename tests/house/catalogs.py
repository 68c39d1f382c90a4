"""The catalogs of texts: which source each is of, and bringing them up to date.

``python -m tests.house.catalogs`` takes new texts in, drops those that are gone, and
compiles. Two catalogs: ``messages`` for readers, ``desk`` for the editors' side.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pollsvc.web.languages import LANGUAGES
from tests.house.tree import PACKAGE, TEMPLATES

FOLDER = PACKAGE / "translations"
CATALOGS = {
    "messages": tuple(one for one in LANGUAGES if one != "en"),
    "desk": ("fr", "ru"),
}
_DESK_FOLDERS = frozenset({"accounts", "history", "site", "polls"})
# The sentences of refusals are in one module for both sides.
MessageId = str | tuple[str, ...]


def is_desk(path: Path) -> bool:
    """Whether a file's texts are the desk's: by its folder, or its name."""
    return path.parent.name in _DESK_FOLDERS or path.name.lstrip("_").startswith("desk")


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold texts, and how to read it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, "python"
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield path, "jinja2"


@cache
def in_source(name: str) -> tuple[MessageId, ...]:
    """Every text of this catalog's source, in order; plural ones as pairs."""
    found: dict[MessageId, None] = {}
    for path, method in sources():
        if is_desk(path) == (name == "desk"):
            for _, message, _, _ in extract_from_file(method, path):
                found[tuple(message) if isinstance(message, list | tuple) else message] = None
    return tuple(found)


def path_of(name: str, language: str, ending: str = "po") -> Path:
    """Where a catalog lies."""
    return FOLDER / language / "LC_MESSAGES" / f"{name}.{ending}"


def read(name: str, language: str) -> Catalog:
    """A catalog as it is on disk; an empty one where there is none."""
    path = path_of(name, language)
    if not path.exists():
        return Catalog(locale=language, domain=name, project="pollsvc")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=name)


def renew(name: str, language: str) -> int:
    """Bring a catalog to the source and compile it; gives how many texts are untranslated."""
    template = Catalog(domain=name, project="pollsvc")
    for message in in_source(name):
        template.add(message)
    catalog = read(name, language)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    with path_of(name, language).open("wb") as file:
        write_po(file, catalog, width=100, no_location=True, ignore_obsolete=True)
    with path_of(name, language, "mo").open("wb") as file:
        write_mo(file, catalog)
    return sum(1 for one in catalog if one.id and not all(_forms(one.string)))


def _forms(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (str(string or ""),)


if __name__ == "__main__":
    for catalog_name, languages in CATALOGS.items():
        for one in languages:
            print(f"{catalog_name}.{one}: {renew(catalog_name, one)} to translate")
