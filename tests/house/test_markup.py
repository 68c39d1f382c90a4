"""Templates hold nothing that the content security policy would refuse."""

import re
from pathlib import Path

import pytest

from tests.house.tree import TEMPLATES, files, name

TEMPLATE_FILES = files(TEMPLATES, "*.html")
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
# Lines for a reader to copy into another page, shown escaped in a field of text.
SNIPPET = re.compile(r"\{%-?\s*set \w+\s*-?%\}.*?\{%-?\s*endset\s*-?%\}", re.DOTALL)
# Shapes that stand in the same file as constants.
ALLOWED = {"templates/shared/_icons.html": ["unescaped text"]}
REFUSED = {
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "a script with a body": re.compile(r"<script\b[^>]*>\s*[^<\s]", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|\bautoescape\s+false"),
    "a file of another host": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)\s*=\s*[\"'](?:https?:)?//"
    ),
}


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATE_FILES) > 10


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=name)
def test_a_template_holds_nothing_that_the_policy_refuses(path: Path) -> None:
    text = SNIPPET.sub("", COMMENT.sub("", path.read_text("utf-8")))
    found = [what for what, pattern in REFUSED.items() if pattern.search(text)]
    assert found == ALLOWED.get(name(path), [])


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<p style="color: red">', "a style attribute"),
        ("<style>p {}</style>", "a style element"),
        ('<a onclick="go()">', "an event attribute"),
        ("<script>go()</script>", "a script without src"),
        ('<script src="/a.js">go()</script>', "a script with a body"),
        ('<a href="javascript:go()">', "a script address"),
        ("{{ text | safe }}", "unescaped text"),
        ('<img src="https://example.org/a.png">', "a file of another host"),
    ],
)
def test_what_is_refused_is_found(html: str, what: str) -> None:
    assert REFUSED[what].search(html)
