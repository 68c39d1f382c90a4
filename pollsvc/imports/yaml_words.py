"""What the YAML parser stumbles over, said to people; and the line read on past it.

One slip in the layout would hide every other fault of a file. Where the slip is a text that
only lacks quotes, it is named, the quotes are thought there, and the rest is looked at too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from yaml import Mark, MarkedYAMLError

from pollsvc.imports.faults import shown

_NAMED = re.compile(
    r"(?P<before>[ ]*(?:- +)*(?!options|rows|labels|languages)[\w-]+:[ ]+)(?P<text>\S.*?)[ ]*",
    re.ASCII,
)
_LISTED = re.compile(r"(?P<before>[ ]*(?:- +)+)(?P<text>\S.*?)[ ]*", re.ASCII)
_WIDE = re.compile(r" *[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]")
_BEFORE = re.compile(r".*(?:[\[{,]|: ) *")
_BEHIND = re.compile(r"[,\]}]")
_IN_BRACKETS = tuple(":-%@`")
_COMMENT = re.compile(r"(?<=[\s{\[,:])#(?=[^\s#])")
_NO_SPACE = re.compile(r"[ ]*(- +)*[\w-]+:[^\s/].*", re.ASCII)
_FIRST_NAME = re.compile(r"[ ]*(- +)*[\w-]+:", re.ASCII)
_BEHIND_BRACES = re.compile(r"(?P<before>.*\S.*)(\{[^{}:]*\}|\[[^\[\],:]*\])")
_OPENED = ("but got '{'", "but got '['")
_QUOTED = ("while scanning a quoted", "while scanning a double-quoted")
_QUOTES = "put quotes around the whole text"
_COLON = f"a colon with a space after it makes a name of what is before it; {_QUOTES}"
_AFTER = "the text goes on after a quote or bracket; put other quotes around the whole text"
_COLUMN = "begin this line in the same column as the others of its list or group"
_SAID: Mapping[str, str] = {
    "while scanning an anchor": f"a text cannot begin with & as it is; {_QUOTES}",
    "while scanning an alias": f"a text cannot begin with * as it is; {_QUOTES}",
    "while scanning a tag": f"a text cannot begin with ! as it is; {_QUOTES}",
    "while scanning a block scalar": f"a text cannot begin with | or > as it is; {_QUOTES}",
    "while scanning a double-quoted": "this quote is not closed, or a \\ in it needs another \\"
    " before it",
    "while scanning a quoted": "this quote is not closed; put another one at the end of the text",
    "while parsing a flow": "{ or [ is not closed, or a comma is missing between two parts; close"
    " it, and put quotes around a text with # , : braces or brackets in it",
    "while scanning a simple key": "there is no colon in this line; write name: value, or put"
    " quotes around the whole of a text that goes on here",
    "while scanning a directive": f"a line cannot begin with % as it is; {_QUOTES}",
}
_BRACES = f"braces or brackets in a text end it here; {_QUOTES}"
_AT_CONTEXT = ("double-quoted", "quoted", "simple key", "flow")


def syntax_words(error: MarkedYAMLError, text: str, kind: str) -> tuple[int, int, str]:
    """Line and column, both from 0, and what to do; ``kind`` is what it was to be: YAML, JSON."""
    problem, context = error.problem or "", error.context or ""
    mark, around = error.problem_mark, error.context_mark
    lines = text.splitlines()
    if context.startswith("while parsing a flow") and (comment := _comment(lines, mark)):
        return *comment, f"what follows # is not read; {_QUOTES}"
    if (braces := _braces(problem, context, mark, around, lines)) is not None:
        return *braces, _BRACES
    said = _special(problem, context, mark, lines)
    if problem.endswith("but got ':'") and _same_line(mark, around):
        said = _COLON
    if said:
        return _at(mark, said)
    for begin, words in _SAID.items():
        if context.startswith(begin):
            # What is not closed is missed lines below; it is mended where it was opened.
            opened = any(one in context for one in _AT_CONTEXT) and not _same_line(mark, around)
            where = (around if opened else mark) or around
            joined = where is not None and _NO_SPACE.fullmatch(_line(lines, where.line))
            return _at(where, "put a space after the colon in this line" if joined else words)
    said = f"this is not {kind} ({shown(problem or context)}); put quotes around texts with signs"
    return _at(mark or around, said)


def _at(mark: Mark | None, words: str) -> tuple[int, int, str]:
    return (mark.line, mark.column, words) if mark else (0, 0, words)


def _comment(lines: list[str], mark: Mark | None) -> tuple[int, int] | None:
    """Where, in this line or the one above, a comment begins that can be meant as a text."""
    for number in (mark.line - 1, mark.line) if mark else ():
        found = _COMMENT.search(_line(lines, number))
        if found:
            return number, found.end() - 1
    return None


def _braces(
    problem: str, context: str, mark: Mark | None, around: Mark | None, lines: list[str]
) -> tuple[int, int] | None:
    """Where braces open inside of a text, or right before a quote that is missed: a "{case}"."""
    if mark is not None and problem.endswith(_OPENED):
        before = _line(lines, mark.line)[: mark.column].rstrip()
        return (mark.line, mark.column) if before and before[-1] not in "]}" else None
    if around is None or not context.startswith(_QUOTED):
        return None
    found = _BEHIND_BRACES.fullmatch(_line(lines, around.line)[: around.column])
    return (around.line, found.end("before")) if found else None


def _line(lines: list[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _special(problem: str, context: str, mark: Mark | None, lines: list[str]) -> str:
    """What only the problem or the line itself tells; ``""`` where it does not."""
    if problem.startswith("found character '\\t'"):
        return "a tab stands here; indent with spaces"
    near = (mark.line - 1, mark.line) if mark else ()
    if any(_WIDE.match(_line(lines, number)) for number in near):
        return "a space of another kind stands at the beginning of a line; use ordinary ones"
    if problem.startswith("found character"):
        return f"a text cannot begin with {problem[17]} as it is; {_QUOTES}"
    if problem.startswith(("sequence entries", "block sequence entries")):
        return "a list begins on the next line, each part of it with a hyphen"
    if problem.startswith("mapping values"):
        return _colon_words(lines, mark)
    if problem.startswith("expected <block end>"):
        found = problem.rpartition("found ")[2]
        loose = found in ("'<scalar>'", "']'", "'}'", "','")
        return _AFTER if loose else _COLUMN
    if problem.startswith("expected '<document start>'"):
        return "what stands before this is a text alone; write name: value in each line"
    if problem.startswith("expected the node content") and "flow" not in context:
        return f"a text cannot begin with this as it is; {_QUOTES}"
    if problem == "expected the node content, but found '-'":
        return f"a text cannot begin with - as it is; {_QUOTES}"
    return ""


def _colon_words(lines: list[str], mark: Mark | None) -> str:
    first = _FIRST_NAME.match(_line(lines, mark.line)) if mark else None
    if mark is None or first is None or first.end() <= mark.column:
        return _COLON
    if _NO_SPACE.fullmatch(_line(lines, mark.line - 1)):
        return "put a space after the colon in the line above"
    return f"the line above has a value already; {_COLUMN}"


def _same_line(one: Mark | None, other: Mark | None) -> bool:
    return one is not None and other is not None and one.line == other.line


def with_quotes(text: str, line: int, column: int) -> str | None:
    """The text with quotes around the value at this place, where that can be what was meant."""
    lines = text.split("\n")
    if line >= len(lines):
        return None
    written = lines[line].rstrip("\r")
    found = _NAMED.fullmatch(written) or _LISTED.fullmatch(written)
    if found is not None and found["text"][0] not in "{|>#":
        lines[line] = found["before"] + _quoted(found["text"])
    elif written[column : column + 1] in _IN_BRACKETS and re.search(r"[\[{]", written[:column]):
        begin = match.end() if (match := _BEFORE.match(written, 0, column)) else column
        end = match.start() if (match := _BEHIND.search(written, column)) else len(written)
        lines[line] = written[:begin] + _quoted(written[begin:end].rstrip()) + written[end:]
    else:
        return None
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
