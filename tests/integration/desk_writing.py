"""Writing a poll as an editor does: open the form, type, press a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.desk import DeskClient
from tests.forms import Fields, filled_form, typed

TYPED: dict[str, Any] = {"question": "Which colour?", "answer": ["Red", "Blue"]}


@dataclass
class Writer:
    """An editor with a poll's form."""

    who: DeskClient
    poll_id: int

    @property
    def path(self) -> str:
        return f"/desk/polls/{self.poll_id}/edit"

    def open(self) -> Fields:
        """The form as it stands."""
        page = self.who.get(self.path)
        assert page.status_code == 200, page.status
        return filled_form(page.text, self.path)

    def send(self, fields: Fields, do: str = "save", **values: Any) -> TestResponse:
        """Type and press a button."""
        return self.who.post(self.path, with_rows(typed(fields, **values, do=do)))

    def press(self, do: str = "save", **values: Any) -> TestResponse:
        """Open the form, type, press a button."""
        return self.send(self.open(), do, **values)

    def keep(self, fields: Fields, **values: Any) -> TestResponse:
        """What the page's script sends while one types."""
        return self.who.post(f"{self.path}/autosave", with_rows(typed(fields, **values)))

    def publish(self, **values: Any) -> TestResponse:
        """Write the poll and go all the way."""
        said = self.press("publish", **values)
        assert said.status_code == 303, said.text
        path = f"/desk/polls/{self.poll_id}/publish"
        return self.who.post(path, filled_form(self.who.get(path).text, path))

    @property
    def answers(self) -> list[str]:
        """The answers in the form."""
        return self.open()["answer"]


def with_rows(fields: Fields) -> Fields:
    """The form with as many hidden fields as there are answers, as the page's script has it."""
    rows = len(fields["answer"])
    for name, blank in (
        ("answer_key", ""),
        ("answer_more", "{}"),
        ("short", ""),
        ("role", "plain"),
        ("answer_code", ""),
        ("value", ""),
        ("pinned", ""),
    ):
        have = fields.get(name, [])
        fields[name] = (have + [blank] * rows)[:rows]
    return fields


def begin(who: DeskClient, **values: Any) -> Writer:
    """Begin a poll; with values, type and save them."""
    path = who.post("/desk/polls/new").headers["Location"]
    writer = Writer(who, int(path.split("/")[3]))
    if values:
        assert writer.press("save", **values).status_code == 303
    return writer


def published(who: DeskClient, **values: Any) -> Writer:
    """A published poll with two answers."""
    writer = begin(who)
    assert writer.publish(**(TYPED | values)).status_code == 303
    return writer
