"""The language of rules: how they are read, written, and what is said of a fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.flow.parsing import DEEPEST_RULE, LONGEST_RULE, RuleSyntaxError, parse_rule
from pollsvc.domain.flow.rules import (
    KEYWORDS,
    All,
    Answered,
    Any,
    Between,
    Compare,
    Includes,
    Is,
    Not,
    Rule,
    Word,
    names_in,
    printed,
)

A, B, C, D = Word("a"), Word("b"), Word("c"), Word("d")


def fault_in(text: str) -> tuple[int, str, tuple[str, ...]]:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    return caught.value.column, caught.value.code, caught.value.detail


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a is b", Is(A, (B,))),
        ("a is not b", Is(A, (B,), wanted=False)),
        ("a is any of b, c", Is(A, (B, C))),
        ("a is not any of b, c", Is(A, (B, C), wanted=False)),
        ("a is any of b", Is(A, (B,))),
        ("a is answered", Answered(A)),
        ("a is not answered", Answered(A, wanted=False)),
        ("a includes b", Includes(A, (B,))),
        ("a includes any of b, c", Includes(A, (B, C))),
        ("a includes all of b, c", Includes(A, (B, C), every=True)),
        ("a includes all of b", Includes(A, (B,))),
        ("a >= 7", Compare(A, ">=", Word("7"))),
        ("a ≥ 7", Compare(A, ">=", Word("7"))),
        ("a<-1.5", Compare(A, "<", Word("-1.5"))),
        ("a > 2026-02-28", Compare(A, ">", Word("2026-02-28"))),
        ("a between 18 and 30", Between(A, Word("18"), Word("30"))),
        ("a between 1 and 2 and b is c", All((Between(A, Word("1"), Word("2")), Is(B, (C,))))),
        ("18_29 is 7", Is(Word("18_29"), (Word("7"),))),
        ("  A  IS\n NOT  Answered ", Answered(Word("A"), wanted=False)),
        ('"not" is "any"', Is(Word("not"), (Word("any"),))),
        ("not a is b", Not(Is(A, (B,)))),
        ("not not a is b", Not(Not(Is(A, (B,))))),
        ("(a is b)", Is(A, (B,))),
        ("all(a is b)", Is(A, (B,))),
        ("all(a is b, c is d)", All((Is(A, (B,)), Is(C, (D,))))),
        ("any(a is any of b, c, d is a)", Any((Is(A, (B, C)), Is(D, (A,))))),
        ("any(a is any of b, c)", Is(A, (B, C))),
        ("any(a is any of b, not c is d)", Any((Is(A, (B,)), Not(Is(C, (D,)))))),
        ("any(a is any of b, (c is d))", Any((Is(A, (B,)), Is(C, (D,))))),
        ("any(a is any of b, all(c is d))", Any((Is(A, (B,)), Is(C, (D,))))),
        ("a is any of b, c or c is d", Any((Is(A, (B, C)), Is(C, (D,))))),
        ("a is any of b, c and c is d", All((Is(A, (B, C)), Is(C, (D,))))),
        ("a is b or c is d and d is a", Any((Is(A, (B,)), All((Is(C, (D,)), Is(D, (A,))))))),
        ("not a is b and c is d", All((Not(Is(A, (B,))), Is(C, (D,))))),
        ("a is b and a is c and a is d", All((Is(A, (B,)), Is(A, (C,)), Is(A, (D,))))),
    ],
)
def test_a_rule_reads_as_it_is_written(text: str, rule: Rule) -> None:
    assert parse_rule(text) == rule


@pytest.mark.parametrize(
    ("text", "column", "code", "detail"),
    [
        ("", 1, "empty", ()),
        (" \n", 1, "empty", ()),
        ("a", 2, "test_expected", ()),
        ("a b", 3, "test_expected", ("b",)),
        ("a answered", 3, "test_expected", ("answered",)),
        ("is b", 1, "name_expected", ("is",)),
        ("and a is b", 1, "name_expected", ("and",)),
        (", a", 1, "name_expected", (",",)),
        ("a is", 5, "value_expected", ()),
        ("a is not", 9, "value_expected", ()),
        ("a is >", 6, "value_expected", (">",)),
        ("a is and", 6, "value_expected", ("and",)),
        ("a is any b", 10, "of_expected", ("b",)),
        ("a is any of", 12, "value_expected", ()),
        ("a is any of b,", 15, "value_expected", ()),
        ("(a is any of b, )", 17, "value_expected", (")",)),
        ("a is any of b c", 15, "comma_expected", ("b", "c")),
        ("a includes all of b, 1 2 and c is d", 24, "comma_expected", ("1", "2")),
        ("(a is any of b, c d)", 19, "comma_expected", ("c", "d")),
        ("a is any of b, c is d", 14, "end_expected", (",",)),
        ("a is any of b, not c", 14, "end_expected", (",",)),
        ('(a is any of "b" c)', 18, "comma_expected", ("b", "c")),
        ("a is any of b, c or d", 18, "comma_expected", ("c", "d")),
        ("a is b or c", 8, "any_of_expected", ("b", "c")),
        ("a is not b or c and d is a", 12, "any_of_expected", ("b", "c")),
        ("a includes b or c", 14, "any_of_expected", ("b", "c")),
        ("(a includes b and c) or d is a", 15, "all_of_expected", ("b", "c")),
        ("a is b or c d", 13, "test_expected", ("d",)),
        ("a is answered or c", 19, "test_expected", ()),
        ("(a", 3, "test_expected", ()),
        ('a is "one" of b', 12, "end_expected", ("of",)),
        ("a is b of c", 8, "end_expected", ("of",)),
        ("a is b_c d and a is b", 10, "two_words", ("d",)),
        ('a is "b" c', 10, "end_expected", ("c",)),
        ("a is answered c", 15, "end_expected", ("c",)),
        ("a is b not", 8, "end_expected", ("not",)),
        ("a is b, c", 7, "any_of_expected", ("b", "c")),
        ("any(a is not b, c, d is a)", 15, "any_of_expected", ("b", "c")),
        ("a includes b, c and c is d", 13, "any_of_expected", ("b", "c")),
        ("a is b,", 7, "end_expected", (",",)),
        ("(a is b,)", 8, "close_expected", (",",)),
        ("a includes", 11, "value_expected", ()),
        ("a includes all b", 16, "of_expected", ("b",)),
        ("a >= b", 6, "number_expected", ("b",)),
        ("a >=", 5, "number_expected", ()),
        ("a between 1", 12, "and_expected", ()),
        ("a between 1 or 2", 13, "and_expected", ("or",)),
        ("a between x and 2", 11, "number_expected", ("x",)),
        ("a is b; c is d", 7, "bad_character", (";",)),
        ("a is b ; é", 8, "bad_character", (";",)),
        ("a >= ٧", 6, "plain_number", ("٧",)),
        ("a >= １２", 6, "plain_number", ("１",)),
        ("a > 1٧", 6, "plain_number", ("٧",)),
        ("a >= 1,5", 6, "comma", ("1.5",)),
        ("a between 1,5 and 3", 11, "comma", ("1.5",)),
        ("any(a >= 1,b is c, a > 2,5)", 24, "comma", ("2.5",)),
        ("a is 1,5", 6, "comma_or_list", ("1.5", "1", "5")),
        ("a is not 1,25 and b is c", 10, "comma_or_list", ("1.25", "1", "25")),
        ("a is 1, 5", 7, "any_of_expected", ("1", "5")),
        ("a is 1 ,5", 8, "any_of_expected", ("1", "5")),
        ("a > 1,000", 5, "plain_number", ("1",)),
        ("a is 1,000", 6, "plain_number", ("1",)),
        ("a > 1.000,5", 5, "plain_number", ("1.000",)),
        ("a > 1,-5", 5, "plain_number", ("1",)),
        ("a > 1, 5", 6, "end_expected", (",",)),
        ('a is "b', 6, "open_quote", ('"',)),
        ("a is b and", 11, "name_expected", ()),
        ("not", 4, "name_expected", ()),
        ("(a is b", 8, "close_expected", ()),
        ("(a is b c", 9, "two_words", ("c",)),
        ("(a is b and c is d (", 20, "close_expected", ("(",)),
        ("a is b)", 7, "end_expected", (")",)),
        ("a is b, c is d", 7, "end_expected", (",",)),
        ("any a is b", 5, "open_expected", ("a",)),
        ("any(a is b", 11, "close_expected", ()),
        ("any(a is b,)", 12, "name_expected", (")",)),
    ],
)
def test_every_fault_has_its_place(
    text: str, column: int, code: str, detail: tuple[str, ...]
) -> None:
    assert fault_in(text) == (column, code, detail)


@pytest.mark.parametrize(
    ("text", "column", "written", "instead"),
    [
        ("a = b", 3, "=", "is"),
        ("a=b", 2, "=", "is"),
        ("a == b", 3, "==", "is"),
        ("a === b", 3, "===", "is"),
        ("a != b", 3, "!=", "is not"),
        ("a <> b", 3, "<>", "is not"),
        ("a ≠ b", 3, "≠", "is not"),
        ("a isn't b", 3, "isn't", "is not"),
        ("a isn’t b", 3, "isn’t", "is not"),
        ("a => 5", 3, "=>", ">="),
        ("a =< 5", 3, "=<", "<="),
        ("a > = 5", 3, "> =", ">="),
        ("a <== 5", 3, "<==", "<="),
        ("a > −5", 5, "−", "-"),
        ("a is b && c is d", 8, "&&", "and"),
        ("a is b & c is d", 8, "&", "and"),
        ("a is b || c is d", 8, "||", "or"),
        ("a is b | c is d", 8, "|", "or"),
        ("!a is b", 1, "!", "not"),
        ("a is “b”", 6, "“", '"'),
        ("a is „b“", 6, "„", '"'),
        ("a is «b»", 6, "«", '"'),
        ("a is ‘b’", 6, "‘", '"'),
        ("a is 'b'", 6, "'", '"'),
        ("a is b et c is d", 8, "et", "and"),
        ("a is b OU c is d", 8, "OU", "or"),
        ("a is answered и c is d", 15, "и", "and"),
        ("(a is b или c is d)", 9, "или", "or"),
        ("a is one of b, c", 6, "one of", "any of"),
        ("a is not one of b, c", 10, "one of", "any of"),
        ("a includes One of b, c", 12, "One of", "any of"),
        ("a is none of b, c", 6, "none of", "not any of"),
        ("b is c or a includes none of b", 11, "a includes none of", "not a includes any of"),
    ],
)
def test_what_is_written_out_of_habit_has_its_place_and_its_word(
    text: str, column: int, written: str, instead: str
) -> None:
    assert fault_in(text) == (column, "use_instead", (written, instead))


def test_words_in_any_script_can_be_read() -> None:
    assert parse_rule("страна is Япония") == Is(Word("страна"), (Word("Япония"),))
    assert parse_rule("a is café") == Is(A, (Word("café"),))


def test_one_and_none_are_codes_like_others() -> None:
    assert parse_rule("a is one") == Is(A, (Word("one"),))
    assert parse_rule("a includes none or b is d") == Any(
        (Includes(A, (Word("none"),)), Is(B, (D,)))
    )


def test_a_rule_has_a_longest_length_and_a_deepest_nesting() -> None:
    assert fault_in("a is b" + " " * LONGEST_RULE) == (LONGEST_RULE + 1, "too_long", ("2000",))
    deep = DEEPEST_RULE
    assert parse_rule("(" * deep + "a is b" + ")" * deep) == Is(A, (B,))
    assert fault_in("(" * (deep + 1) + "a is b")[1] == "too_deep"
    assert fault_in("not " * (deep + 1) + "a is b")[1] == "too_deep"
    assert fault_in("all(" * (deep + 1) + "a is b")[1] == "too_deep"


def test_a_rule_names_its_questions_once_each() -> None:
    rule = parse_rule("a is b and (not c > 1 or a between 1 and 2) and d includes a")
    assert names_in(rule) == ("a", "c", "d")


codes = st.from_regex(r"[a-z0-9_]{1,6}", fullmatch=True) | st.sampled_from(sorted(KEYWORDS))
words = st.builds(Word, codes | st.sampled_from(["", "a b", "-1.5", "2026-02-28", "é", "A"]))
numbers = st.builds(Word, st.sampled_from(["7", "-1.5", "+3", "2026-02-28"]))
lists = st.lists(words, min_size=1, max_size=3).map(tuple)
tests = st.one_of(
    st.builds(Answered, words, st.booleans()),
    st.builds(Is, words, lists, st.booleans()),
    st.builds(Includes, words, lists),
    st.builds(Includes, words, st.lists(words, min_size=2, max_size=3).map(tuple), st.just(True)),
    st.builds(Compare, words, st.sampled_from(["<", "<=", ">", ">="]), numbers),
    st.builds(Between, words, numbers, numbers),
)


def joined(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, inner) | st.builds(All, some) | st.builds(Any, some)


rules = st.recursive(tests, joined, max_leaves=8)


@given(rules)
def test_what_is_printed_reads_as_the_same_rule(rule: Rule) -> None:
    assert parse_rule(printed(rule)) == rule


@given(st.text(alphabet="abis not()any,of<=\"'1.-é \n", max_size=40) | st.text(max_size=20))
def test_any_text_is_a_rule_or_has_a_fault_inside(text: str) -> None:
    columns = []
    try:
        parse_rule(text)
    except RuleSyntaxError as error:
        columns.append(error.column)
    assert all(1 <= column <= len(text) + 1 for column in columns)
