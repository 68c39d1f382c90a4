"""What an editor has typed, as raw strings; and as JSON, in which it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pollsvc.domain.texts import clean_text

Texts = Mapping[str, str]
"""``{language: text}`` as typed; a language that is missing reads as ``""``."""

LINKS = ("article", "asked_by", "source")


@dataclass(frozen=True, kw_only=True)
class DraftOption:
    """A possible answer. ``key`` is the stored option's id, ``""`` for a new one.

    ``code`` is what rules and files call it, ``value`` the number that a point of a scale
    stands for.
    """

    key: str = ""
    label: Texts = field(default_factory=dict)
    short: Texts = field(default_factory=dict)
    role: str = "plain"
    code: str = ""
    value: str = ""
    pinned: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it is new and nobody can see anything in it, in any language."""
        texts = (*self.label.values(), *self.short.values())
        return not self.key and not any(map(clean_text, texts))


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """A row of a matrix. ``key`` is the stored row's id, ``""`` for a new one."""

    key: str = ""
    code: str = ""
    text: Texts = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether it is new and nobody can see anything in it, in any language."""
        return not self.key and not any(map(clean_text, self.text.values()))


@dataclass(frozen=True, kw_only=True)
class DraftQuestion:
    """One thing asked. ``key`` is the stored question's id, ``""`` for a new one.

    ``code`` is what rules and files call it. A scale has ``scale_from`` and ``scale_to``
    and, of its points, only those with words as options (their ``value`` says which), beside
    those that are no points. Numbers are typed with a point (``low="1.5"``), the range of a
    date as days (``low="2026-03-01"``). A question with ``new_page`` begins a page, whose
    title, text and rule it then carries; the first question always does.
    """

    key: str = ""
    text: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    error: Texts = field(default_factory=dict)
    options: tuple[DraftOption, ...] = ()
    kind: str = "single"
    at_least: str = ""
    at_most: str = ""
    order: str = "fixed"
    code: str = ""
    rows: tuple[DraftRow, ...] = ()
    required: str = "hard"
    show_if: str = ""
    series: str = ""
    unit: Texts = field(default_factory=dict)
    low: str = ""
    high: str = ""
    decimals: str = ""
    longest: str = ""
    diverging: bool = False
    grid: bool = False
    rows_order: str = "fixed"
    private: bool = False
    method: str = "instant_runoff"
    scale_from: str = ""
    scale_to: str = ""
    new_page: bool = False
    page_title: Texts = field(default_factory=dict)
    page_intro: Texts = field(default_factory=dict)
    page_show_if: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftLink:
    """An address with its title."""

    title: Texts = field(default_factory=dict)
    url: str = ""
    note: Texts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything typed about a poll. The base language comes first in ``languages``.

    ``opens``, ``closes`` and ``release`` are local times in ``zone``, with an offset
    where its clocks show one twice; ``""`` is "on publishing", "no end" and "by hand".
    ``tags`` are topics with commas between. ``theme`` holds theme variables by name.
    ``unfinished_days`` left empty are as many as usual. ``event`` is the title of the
    discussion that the poll is asked ``"before"`` or ``"after"`` (``phase``), and
    ``event_code`` that of one that is known. There is always one question at least.
    """

    languages: tuple[str, ...] = ("en",)
    questions: tuple[DraftQuestion, ...] = (DraftQuestion(),)
    intro: Texts = field(default_factory=dict)
    closing: Texts = field(default_factory=dict)
    slug: str = ""
    zone: str = "UTC"
    opens: str = ""
    closes: str = ""
    release: str = ""
    visibility: str = "after_voting"
    protection: str = "browser"
    may_change: bool = False
    may_withdraw: bool = False
    numbered: bool = False
    tags: str = ""
    article: DraftLink = DraftLink()
    asked_by: DraftLink = DraftLink()
    source: DraftLink = DraftLink()
    theme: Texts = field(default_factory=dict)
    title: Texts = field(default_factory=dict)
    flow: str = "pages"
    check: bool = False
    save_later: bool = False
    unfinished_days: str = ""
    event: Texts = field(default_factory=dict)
    event_code: str = ""
    phase: str = ""
    sample: bool = False

    @property
    def base_language(self) -> str:
        """The language the poll is written in."""
        return self.languages[0]

    @property
    def name(self) -> str:
        """What the desk calls it: its title, or the first question, in one line.

        Both in the base language.
        """
        title = " ".join(self.title.get(self.base_language, "").split())
        return title or " ".join(self.questions[0].text.get(self.base_language, "").split())

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said in it yet."""
        texts = [self.title, self.intro, self.closing]
        for question in self.questions:
            texts += [question.text, question.hint, question.error, question.unit]
            texts += [question.page_title, question.page_intro]
            texts += [text for one in question.options for text in (one.label, one.short)]
            texts += [row.text for row in question.rows]
        return not self.tags and not any(any(text.values()) for text in texts)

    def to_content(self) -> dict[str, Any]:
        """The draft as JSON values."""
        return {one.name: _content(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_content(cls, content: object) -> Draft:
        """The draft that such JSON values stand for.

        Never refuses: what has another form than ours is left out, as drafts outlive
        versions of the program and come back from browsers.
        """
        read = _Reader(content)
        languages = tuple(dict.fromkeys(filter(None, map(_text, read.items("languages")))))
        questions = tuple(_question(one) for one in read.items("questions"))
        return cls(
            languages=languages or ("en",),
            questions=questions or (DraftQuestion(),),
            intro=read.texts("intro"),
            closing=read.texts("closing"),
            slug=read.text("slug"),
            zone=read.text("zone", cls.zone),
            opens=read.text("opens"),
            closes=read.text("closes"),
            release=read.text("release"),
            visibility=read.text("visibility", cls.visibility),
            protection=read.text("protection", cls.protection),
            may_change=read.flag("may_change"),
            may_withdraw=read.flag("may_withdraw"),
            numbered=read.flag("numbered"),
            tags=read.text("tags"),
            article=_link(read.value("article")),
            asked_by=_link(read.value("asked_by")),
            source=_link(read.value("source")),
            theme=read.texts("theme"),
            **_survey(read),
        )


def raw_text(typed: str) -> str:
    """What was typed, as every database can keep it: no NUL, no half characters.

    Line ends become line feeds, as browsers send them in two characters.
    """
    whole = typed.encode("utf-8", "ignore").decode("utf-8")
    return whole.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _content(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {name: text for name, text in part.items() if text}
    if isinstance(part, tuple):
        return [_content(one) for one in part]
    if isinstance(part, (str, bool)):
        return part
    return {one.name: _content(getattr(part, one.name)) for one in fields(part)}


class _Reader:
    """JSON values from outside, of which only what has the right type is seen."""

    def __init__(self, content: object) -> None:
        self._content = content if isinstance(content, dict) else {}

    def value(self, name: str) -> object:
        return self._content.get(name)

    def text(self, name: str, default: str = "") -> str:
        found = self._content.get(name)
        return raw_text(found) if isinstance(found, str) else default

    def flag(self, name: str) -> bool:
        return self._content.get(name) is True

    def items(self, name: str) -> list[Any]:
        found = self._content.get(name)
        return found if isinstance(found, list) else []

    def texts(self, name: str) -> dict[str, str]:
        return texts_of(self._content.get(name))


def texts_of(content: object) -> dict[str, str]:
    """Texts by language from such JSON values; what is none of them is left out."""
    if not isinstance(content, dict):
        return {}
    read = {raw_text(str(name)): _text(text) for name, text in content.items()}
    return {name: text for name, text in read.items() if text}


def _text(value: object) -> str:
    return raw_text(value) if isinstance(value, str) else ""


def _link(content: object) -> DraftLink:
    read = _Reader(content)
    return DraftLink(title=read.texts("title"), url=read.text("url"), note=read.texts("note"))


def _survey(read: _Reader) -> dict[str, Any]:
    """What of a draft is about several questions together."""
    return {
        "title": read.texts("title"),
        "flow": read.text("flow", Draft.flow),
        "check": read.flag("check"),
        "save_later": read.flag("save_later"),
        "unfinished_days": read.text("unfinished_days"),
        "event": read.texts("event"),
        "event_code": read.text("event_code"),
        "phase": read.text("phase"),
        "sample": read.flag("sample"),
    }


_TEXTS = ("text", "hint", "error", "unit", "page_title", "page_intro")
_FLAGS = ("diverging", "grid", "private", "new_page")
_WORDS = (
    *("key", "code", "kind", "at_least", "at_most", "order", "required", "show_if", "series"),
    *("low", "high", "decimals", "longest", "method", "scale_from", "scale_to", "page_show_if"),
    "rows_order",
)


def _question(content: object) -> DraftQuestion:
    read = _Reader(content)
    texts = {name: read.texts(name) for name in _TEXTS}
    flags = {name: read.flag(name) for name in _FLAGS}
    words = {name: read.text(name, getattr(DraftQuestion, name)) for name in _WORDS}
    parts = {
        "options": tuple(_option(one) for one in read.items("options")),
        "rows": tuple(_row(one) for one in read.items("rows")),
    }
    return DraftQuestion(**texts, **flags, **words, **parts)  # type: ignore[arg-type]


def _row(content: object) -> DraftRow:
    read = _Reader(content)
    return DraftRow(key=read.text("key"), code=read.text("code"), text=read.texts("text"))


def _option(content: object) -> DraftOption:
    read = _Reader(content)
    return DraftOption(
        key=read.text("key"),
        label=read.texts("label"),
        short=read.texts("short"),
        role=read.text("role", "plain"),
        code=read.text("code"),
        value=read.text("value"),
        pinned=read.flag("pinned"),
    )
