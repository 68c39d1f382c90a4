"""A poll as a definition file: at the desk, on the command line, and loaded again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from flask import Flask

from pollsvc.domain.new_poll import NewPoll
from pollsvc.imports.actions import load
from pollsvc.imports.exporting import definition_file
from pollsvc.imports.reading import read_definition, read_definitions, read_text
from pollsvc.polls.queries import poll_by_slug
from tests.browse import words_of
from tests.conftest import Clock
from tests.desk import DeskClient

SEEDS = Path(__file__).parents[2] / "seeds"
SITE = "http://localhost"


def same(new: NewPoll) -> NewPoll:
    """The poll without what a file that was written from it does not say."""
    return replace(new, digest="", sample=False, respondents=None)


def exported(slug: str) -> str:
    return definition_file(poll_by_slug(slug), SITE)


def test_every_seed_is_loaded_again_from_what_the_store_has_of_it(app: Flask, clock: Clock) -> None:
    definitions = [
        replace(one, content=one.content.model_copy(update={"sample": None}))
        for one in read_definitions([SEEDS])
    ]
    with app.app_context():
        load(definitions, clock())
        for one in definitions:
            written = read_text(exported(one.slug).encode(), f"{one.slug}.yaml")
            assert same(written.new_poll(clock())) == same(one.new_poll(clock()))


def test_a_file_loaded_under_another_slug_is_written_with_the_same_digest(
    app: Flask, clock: Clock
) -> None:
    with app.app_context():
        load([read_definition(SEEDS / "eight-statements.yaml")], clock())
        first = exported("eight-statements").replace("slug: eight-", "slug: other-")
        load([read_text(first.encode(), "x.yaml")], clock())
        second = exported("other-statements")
    digests = [read_text(one.encode(), "x.yaml").digest for one in (first, second)]
    assert digests[0] == digests[1]
    assert "sample responses are not either" in first


def test_a_past_result_has_its_counts_in_the_file(app: Flask, clock: Clock) -> None:
    with app.app_context():
        load([read_definition(SEEDS / "us-goals-for-russia-2013.yaml")], clock())
        text = exported("us-goals-for-russia-2013")
    assert "counts: {partnership: 33, deter: 30, dissolve: 24, alliance: 21}" in text
    assert "respondents" not in text


def loaded_id(app: Flask, clock: Clock, who: DeskClient | None = None) -> int:
    with app.app_context():
        definition = read_definition(SEEDS / "two-minutes.yaml")
        content = definition.content.model_copy(update={"sample": None})
        (one,) = load([replace(definition, content=content)], clock(), who.editor if who else None)
        return one.poll_id


def test_who_works_on_a_poll_finds_its_file_on_both_pages(
    app: Flask, clock: Clock, editor: DeskClient
) -> None:
    address = f"/desk/polls/{loaded_id(app, clock, editor)}"
    for page in ("manage", "downloads"):
        assert f'href="{address}/definition.yaml"' in editor.get(f"{address}/{page}").text
    answer = editor.get(f"{address}/definition.yaml")
    assert (answer.status_code, answer.mimetype) == (200, "application/yaml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="two-minutes.yaml"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.text.startswith("# yaml-language-server: $schema=http")
    assert read_text(answer.data, "x.yaml").slug == "two-minutes"


def test_who_only_watches_a_poll_gets_no_file(
    app: Flask, clock: Clock, colleague: DeskClient, viewer: DeskClient
) -> None:
    address = f"/desk/polls/{loaded_id(app, clock)}"
    for watcher in (colleague, viewer):
        assert "definition.yaml" not in watcher.get(f"{address}/downloads").text
        assert watcher.get(f"{address}/definition.yaml").status_code == 403


def test_a_draft_is_written_as_it_is_typed_and_makes_a_draft(
    app: Flask, clock: Clock, editor: DeskClient
) -> None:
    poll_id = loaded_id(app, clock, editor)
    cloned = editor.post(f"/desk/polls/{poll_id}/clone").location
    draft_id = re.findall(r"/desk/polls/(\d+)", str(cloned))[0]
    answer = editor.get(f"/desk/polls/{draft_id}/definition.yaml")
    made = read_text(answer.data, "x.yaml").new_poll(clock())
    assert (answer.status_code, made.opens_at) == (200, None)
    with app.app_context():
        stored = poll_by_slug("two-minutes")
    assert [one.code for one in made.questions] == [one.code for one in stored.questions]


def test_a_draft_with_faults_leads_to_where_they_are_named(editor: DeskClient) -> None:
    begun = str(editor.post("/desk/polls/new").location)
    address = "/desk/polls/" + re.findall(r"/desk/polls/(\d+)", begun)[0]
    answer = editor.get(f"{address}/definition.yaml")
    assert (answer.status_code, answer.location) == (303, f"{address}/publish")
    assert "Mend what is named here first" in words_of(
        editor.browser.get(f"{address}/publish", follow_redirects=True).text
    )


def test_the_command_writes_the_file_and_nothing_else(app: Flask, clock: Clock) -> None:
    from pollsvc.imports.cli import export

    loaded_id(app, clock)
    ran = app.test_cli_runner().invoke(export, ["two-minutes"])
    assert ran.exit_code == 0
    with app.app_context():
        assert ran.output == definition_file(
            poll_by_slug("two-minutes"), app.extensions["settings"].base_url
        )
