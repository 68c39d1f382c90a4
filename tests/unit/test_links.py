"""Links with names: which names are free, and the codes made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.links import (
    LINKS_AT_MOST,
    LONGEST_CODE,
    LONGEST_NAME,
    LinkFault,
    link_code,
    link_fault,
)
from pollsvc.domain.question import FilledBy
from tests.make import make_option, make_question

LINKS = make_question(
    9, options=[make_option(5, "Newsletter of May", code="may")], filled_by=FilledBy.LINK
)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Newsletter of June", None),
        ("", LinkFault.EMPTY),
        (" \t\u200b ", LinkFault.EMPTY),
        ("x" * LONGEST_NAME, None),
        ("x" * (LONGEST_NAME + 1), LinkFault.TOO_LONG),
        ("  NEWSLETTER of\u00a0May", LinkFault.TAKEN),
    ],
)
def test_a_link_has_a_name_of_its_own(name: str, fault: LinkFault | None) -> None:
    assert link_fault(LINKS, name) is fault


def test_a_poll_without_links_takes_any_name() -> None:
    assert link_fault(None, "Newsletter of May") is None


def test_a_poll_has_no_more_links_than_can_be_looked_over() -> None:
    many = make_question(9, options=LINKS_AT_MOST, filled_by=FilledBy.LINK)
    assert link_fault(many, "One more") is LinkFault.TOO_MANY


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Newsletter 21 Nov", "newsletter-21-nov"),
        ("Рассылка 21 ноября", "rassylka-21-noyabrya"),
        ("ニュースレター", "link"),
        ("A name that is far too long for an address", "a-name-that-is-far-too-long-for"),
        ("x" * 60, "x" * LONGEST_CODE),
    ],
)
def test_a_code_is_made_of_the_name(name: str, code: str) -> None:
    assert link_code(name, ()) == code


def test_a_code_that_is_taken_gets_a_number() -> None:
    assert link_code("Mail to all", ("mail-to-all",)) == "mail-to-all-2"
    assert link_code("Mail to all", ("mail-to-all", "mail-to-all-2")) == "mail-to-all-3"
    long = "a-name-that-is-far-too-long-for"
    assert link_code("A name that is far too long for an address", (long,)) == (
        "a-name-that-is-far-too-long-2"
    )


@given(st.text(max_size=80), st.integers(0, 30))
def test_codes_of_the_same_name_are_all_different_and_short(name: str, many: int) -> None:
    taken: list[str] = []
    for _ in range(many):
        taken.append(link_code(name, taken))
    assert len(set(taken)) == many
    assert all(0 < len(code) <= LONGEST_CODE for code in taken)
    assert all(code.strip("-") == code and code.isascii() for code in taken)
