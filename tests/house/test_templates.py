"""Templates: they compile, refer to what there is, and leave every word to translation."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta, nodes

from pollsvc.web.languages import LANGUAGES
from tests.house.tree import PACKAGE, TEMPLATES, files, name

FILES = files(TEMPLATES, "*.html")
STYLES = files(PACKAGE / "static" / "css", "*.css")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
HEADING = re.compile(r"(</?)\{\{.*?\}\}")
BLOCK_SET = re.compile(r"\{%-? set \w+ -?%\}.*?\{%-? endset -?%\}", re.DOTALL)
# Names of formats and what else is the same in every language.
SAME_EVERYWHERE = {"CSV", "JSON", "UTF-8"}
SPOKEN_ATTRIBUTES = {"aria-label", "alt", "title", "placeholder"}
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right)\s*:|text-align:\s*(?:left|right)"
)


def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True
    )


class Words(HTMLParser):
    """Gathers what a reader would see or hear that no expression has given."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for key, value in attrs if key in SPOKEN_ATTRIBUTES]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(source: str) -> list[str]:
    parser = Words()
    plain = HEADING.sub(r"\1x", BLOCK_SET.sub(" ", source))
    parser.feed(JINJA.sub(" ", plain))
    found = re.findall(r"[^\W\d_][\w-]+", " ".join(parser.found))
    return [word for word in found if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_template_compiles_and_refers_to_templates_that_exist(path: Path) -> None:
    env = environment()
    tree = env.parse(path.read_text("utf-8"))
    for other in meta.find_referenced_templates(tree):
        assert other is not None, "a template is named by an expression"
        assert (TEMPLATES / other).is_file(), other
    env.get_template(path.relative_to(TEMPLATES).as_posix())


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_template_has_no_words_of_its_own(path: Path) -> None:
    assert words_of(path.read_text("utf-8")) == []


def test_words_outside_of_translation_are_found() -> None:
    assert words_of('<p class="a">Hello {{ _("you") }}</p><img alt="Picture">') == [
        "Hello",
        "Picture",
    ]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_translated_text_in_a_template_has_no_bare_percent_sign(path: Path) -> None:
    calls = environment().parse(path.read_text("utf-8")).find_all(nodes.Call)
    for call in calls:
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "ngettext"):
            for text in call.args:
                if isinstance(text, nodes.Const) and isinstance(text.value, str):
                    assert "%" not in re.sub(r"%\(\w+\)s", "", text.value)


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_a_style_sheet_knows_start_and_end_not_left_and_right(path: Path) -> None:
    assert PHYSICAL.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_token_that_a_style_sheet_uses_is_defined(path: Path) -> None:
    everything = "\n".join(one.read_text("utf-8") for one in STYLES)
    defined = set(re.findall(r"(--[\w-]+)\s*:", everything))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))) <= defined


def test_every_language_of_the_interface_has_its_catalog() -> None:
    there = {path.parts[-3] for path in files(PACKAGE / "translations", "*.mo")}
    assert there == set(LANGUAGES) - {"en"}
