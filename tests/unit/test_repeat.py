import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.cells import Standing
from pollsvc.domain.poll import Protection
from pollsvc.domain.repeat import (
    Act,
    Claim,
    Decision,
    Evidence,
    Held,
    Rules,
    Verdict,
    claim,
    decide,
)

OPEN = Rules(is_open=True, may_change=True, may_withdraw=True)
FIXED = Rules(is_open=True, may_change=False, may_withdraw=False)
CLOSED = Rules(is_open=False, may_change=True, may_withdraw=True)
ONE_EACH = Claim(form=b"f", voter=b"b", keeps_out=True)
ANY_NUMBER = Claim(form=b"f", voter=b"b", keeps_out=False)

COUNTED = Held(7, Standing.COUNTED)
SET_ASIDE = Held(7, Standing.SET_ASIDE)
WITHDRAWN = Held(7, Standing.WITHDRAWN)

NEW = Decision(Verdict.STORED)
BESIDE = Decision(Verdict.STORED, moves=7)
SAME = Decision(Verdict.SAME)
SHUT = Decision(Verdict.CLOSED)
ALREADY = Decision(Verdict.ALREADY)
NOTHING = Decision(Verdict.NOTHING)


def instead(standing: Standing) -> Decision:
    return Decision(Verdict.STORED, standing, replaces=7, moves=7)


words = st.sampled_from([ONE_EACH, ANY_NUMBER])
rules = st.builds(
    Rules, is_open=st.booleans(), may_change=st.booleans(), may_withdraw=st.booleans()
)
held = st.none() | st.builds(
    Held,
    st.integers(1, 99),
    st.sampled_from([Standing.COUNTED, Standing.SET_ASIDE, Standing.WITHDRAWN]),
)
acts = st.sampled_from(Act)


@pytest.mark.parametrize(
    ("protection", "keeps_out"), [(Protection.BROWSER, True), (Protection.OPEN, False)]
)
def test_only_the_open_level_lets_the_same_browser_vote_again(
    protection: Protection, keeps_out: bool
) -> None:
    assert claim(protection, Evidence(b"form", b"browser")) == Claim(b"form", b"browser", keeps_out)


@pytest.mark.parametrize(
    ("act", "words", "rules", "held", "decision"),
    [
        (Act.VOTE, ONE_EACH, OPEN, None, NEW),
        (Act.VOTE, ONE_EACH, FIXED, None, NEW),
        (Act.VOTE, ONE_EACH, OPEN, COUNTED, ALREADY),
        (Act.VOTE, ONE_EACH, FIXED, COUNTED, ALREADY),
        (Act.VOTE, ONE_EACH, OPEN, SET_ASIDE, ALREADY),
        (Act.VOTE, ONE_EACH, OPEN, WITHDRAWN, instead(Standing.COUNTED)),
        (Act.VOTE, ONE_EACH, FIXED, WITHDRAWN, ALREADY),
        (Act.VOTE, ANY_NUMBER, OPEN, None, NEW),
        (Act.VOTE, ANY_NUMBER, OPEN, COUNTED, BESIDE),
        (Act.VOTE, ANY_NUMBER, FIXED, COUNTED, BESIDE),
        (Act.VOTE, ANY_NUMBER, OPEN, SET_ASIDE, BESIDE),
        (Act.VOTE, ANY_NUMBER, OPEN, WITHDRAWN, instead(Standing.COUNTED)),
        (Act.VOTE, ANY_NUMBER, FIXED, WITHDRAWN, BESIDE),
        (Act.CHANGE, ONE_EACH, OPEN, None, NOTHING),
        (Act.CHANGE, ONE_EACH, OPEN, COUNTED, instead(Standing.COUNTED)),
        (Act.CHANGE, ONE_EACH, FIXED, COUNTED, ALREADY),
        (Act.CHANGE, ONE_EACH, OPEN, SET_ASIDE, instead(Standing.SET_ASIDE)),
        (Act.CHANGE, ONE_EACH, OPEN, WITHDRAWN, NOTHING),
        (Act.CHANGE, ANY_NUMBER, OPEN, COUNTED, instead(Standing.COUNTED)),
        (Act.CHANGE, ANY_NUMBER, FIXED, COUNTED, ALREADY),
        (Act.WITHDRAW, ONE_EACH, OPEN, None, NOTHING),
        (Act.WITHDRAW, ONE_EACH, OPEN, COUNTED, instead(Standing.WITHDRAWN)),
        (Act.WITHDRAW, ONE_EACH, FIXED, COUNTED, ALREADY),
        (Act.WITHDRAW, ONE_EACH, OPEN, SET_ASIDE, instead(Standing.WITHDRAWN)),
        (Act.WITHDRAW, ONE_EACH, OPEN, WITHDRAWN, NOTHING),
        (Act.WITHDRAW, ANY_NUMBER, OPEN, COUNTED, instead(Standing.WITHDRAWN)),
    ],
)
def test_each_act_comes_to_what_the_table_says(
    act: Act, words: Claim, rules: Rules, held: Held | None, decision: Decision
) -> None:
    assert decide(act, words, rules, form_known=False, held=held) == decision


@given(acts, words, rules, held)
def test_a_retry_gets_its_receipt_again_even_after_closing(
    act: Act, words: Claim, rules: Rules, held: Held | None
) -> None:
    assert decide(act, words, rules, form_known=True, held=held) == SAME


@given(acts, words, held)
def test_a_closed_poll_takes_nothing_new(act: Act, words: Claim, held: Held | None) -> None:
    assert decide(act, words, CLOSED, form_known=False, held=held) == SHUT


@given(words, rules, held)
def test_a_plain_vote_never_replaces_a_vote_that_stands(
    words: Claim, rules: Rules, held: Held | None
) -> None:
    decision = decide(Act.VOTE, words, rules, form_known=False, held=held)
    assert decision.replaces is None or (held and held.standing is Standing.WITHDRAWN)


@given(acts, rules, held)
def test_one_voter_never_has_two_votes_where_each_has_one(
    act: Act, rules: Rules, held: Held | None
) -> None:
    decision = decide(act, ONE_EACH, rules, form_known=False, held=held)
    stored_beside = decision.verdict is Verdict.STORED and decision.replaces is None
    assert not (stored_beside and held)


@given(acts, words, rules, held)
def test_what_is_replaced_is_what_the_voter_held(
    act: Act, words: Claim, rules: Rules, held: Held | None
) -> None:
    decision = decide(act, words, rules, form_known=False, held=held)
    assert decision.replaces in (None, held and held.number)
    assert decision.verdict is not Verdict.STORED or decision.moves == (held and held.number)


@given(words, rules)
def test_changing_a_vote_never_undoes_a_review(words: Claim, rules: Rules) -> None:
    decision = decide(Act.CHANGE, words, rules, form_known=False, held=SET_ASIDE)
    assert decision.verdict is not Verdict.STORED or decision.standing is Standing.SET_ASIDE


def test_taking_back_and_voting_again_does_not_undo_a_review() -> None:
    held = Held(7, Standing.WITHDRAWN, was_set_aside=True)
    decision = decide(Act.VOTE, ONE_EACH, OPEN, form_known=False, held=held)
    assert (decision.verdict, decision.standing) == (Verdict.STORED, Standing.SET_ASIDE)
