"""Forms as a browser fills and sends them: what is on the page, with what somebody typed."""

from __future__ import annotations

from html.parser import HTMLParser

Fields = dict[str, list[str]]


class _Filled(HTMLParser):
    """Gathers the controls that a form sends, in order, by the form's action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._named = ""
        self._text: list[str] = []
        self._options: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found.get("action", ""), {}))
        elif not self.forms or "disabled" in found:
            return
        elif tag == "input":
            is_box = found.get("type") in ("checkbox", "radio")
            if found.get("name") and ("checked" in found or not is_box):
                self._add(found["name"], found.get("value", "on" if is_box else ""))
        elif tag in ("textarea", "select"):
            self._named, self._text, self._options = found["name"], [], []
        elif tag == "option" and self._named:
            self._options.insert(0 if "selected" in found else len(self._options), found["value"])

    def handle_data(self, data: str) -> None:
        if self._named:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select") and self._named:
            typed = "".join(self._text) if tag == "textarea" else next(iter(self._options), "")
            self._add(self._named, typed)
            self._named = ""

    def _add(self, name: str, value: str) -> None:
        self.forms[-1][1].setdefault(name, []).append(value)


def filled_form(page: str, action: str) -> Fields:
    """What the form with this action would send as it stands on the page, without a button."""
    parser = _Filled()
    parser.feed(page)
    return next(dict(fields) for there, fields in parser.forms if there == action)


def typed(fields: Fields, **values: str | list[str] | None) -> Fields:
    """The same form with other values; ``None`` leaves a field out."""
    changed = {name: [v] if isinstance(v, str) else v for name, v in values.items()}
    return {name: v for name, v in {**fields, **changed}.items() if v is not None}
