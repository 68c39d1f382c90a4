"""All seeds on both databases: they load, they count right, and what is invented says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from pollsvc.domain.cells import Cell
from pollsvc.domain.poll import Poll
from pollsvc.imports.actions import Loaded, load
from pollsvc.imports.reading import Definition, read_definitions
from pollsvc.polls.queries import poll_by_slug
from pollsvc.store.db import session
from pollsvc.voting.models import ResponseRow
from pollsvc.voting.queries import recount
from pollsvc.voting.verify import verify_poll
from tests.browse import words_of
from tests.conftest import Clock

SEEDS = Path(__file__).parents[2] / "seeds"
INVENTED = "invented"


@dataclass(frozen=True)
class Seeded:
    """All seeds, and what came of loading them."""

    definitions: tuple[Definition, ...]
    loaded: tuple[Loaded, ...]

    def polls(self) -> Iterator[tuple[Definition, Poll]]:
        """Each definition with its poll as the store has it."""
        for one in self.definitions:
            yield one, poll_by_slug(one.slug)


@pytest.fixture
def seeded(app: Flask, clock: Clock) -> Seeded:
    definitions = read_definitions([SEEDS])
    with app.app_context():
        return Seeded(definitions, load(definitions, clock()))


def test_every_seed_is_loaded_counted_right_and_marked(app: Flask, seeded: Seeded) -> None:
    with app.app_context():
        for definition, poll in seeded.polls():
            sample = definition.content.sample
            checked = verify_poll(poll)
            assert (poll.slug, checked.faults) == (poll.slug, ())
            assert checked.responses == (sample.responses if sample else 0)
            assert poll.sample is (sample is not None)


def test_every_seed_is_stored_as_its_file_says(app: Flask, clock: Clock, seeded: Seeded) -> None:
    with app.app_context():
        for definition, poll in seeded.polls():
            new = definition.new_poll(clock())
            assert [one.code for one in poll.questions] == [one.code for one in new.questions]
            for stored, written in zip(poll.questions, new.questions, strict=True):
                for name in ("kind", "page", "show_if", "required", "low", "high", "decimals"):
                    assert getattr(stored, name) == getattr(written, name)
                assert [one.code for one in stored.rows] == [one.code for one in written.rows]
                assert [(one.code, one.value, one.role, one.pinned) for one in stored.options] == [
                    (one.code, one.value, one.role, one.pinned) for one in written.options
                ]
            assert (poll.flow, poll.check, poll.pages) == (new.flow, new.check, new.pages)


def test_loading_all_seeds_again_adds_nothing(app: Flask, clock: Clock, seeded: Seeded) -> None:
    with app.app_context():
        before = session().scalar(select(func.count()).select_from(ResponseRow))
        again = load(seeded.definitions, clock())
        assert session().scalar(select(func.count()).select_from(ResponseRow)) == before
    assert [(one.written, one.sample) for one in again] == [(False, 0)] * len(again)


def test_experts_of_different_countries_are_in_one_tally(app: Flask, seeded: Seeded) -> None:
    with app.app_context():
        poll = poll_by_slug("east-asia-experts")
        tally = recount(poll)
        country = poll.questions[0]
        counts = [tally.get(Cell(country.id, "option", str(one.id)), 0) for one in country.options]
        languages = session().scalars(
            select(ResponseRow.language).where(ResponseRow.poll_id == poll.id)
        )
        assert sum(counts) == 57
        assert sum(count > 0 for count in counts) >= 4
        assert set(languages) == {"en", "ru", "fr", "ja"}


@pytest.mark.parametrize("slug", ["east-asia-experts", "valdai-july-after"])
def test_results_of_sample_data_say_that_they_are_invented(
    seeded: Seeded, reader: FlaskClient, slug: str
) -> None:
    page = reader.get(f"/p/{slug}/results")
    assert page.status_code == 200
    assert INVENTED in words_of(page.text)
    assert INVENTED not in words_of(reader.get("/p/us-goals-for-russia/results").text)


def test_every_seed_has_its_page(seeded: Seeded, reader: FlaskClient) -> None:
    for definition in seeded.definitions:
        for language in definition.content.languages:
            page = reader.get(f"/p/{definition.slug}?lang={language}")
            assert (definition.slug, page.status_code) == (definition.slug, 200)
