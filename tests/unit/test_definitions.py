"""Definition files: what is read, what is refused, and that every fault is named at its place."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from pollsvc.imports.cli import check
from pollsvc.imports.faults import DefinitionFaultsError
from pollsvc.imports.moments import read_moment, read_zone
from pollsvc.imports.reading import read_definitions, read_text
from pollsvc.imports.schema import schema_text
from pollsvc.web.formats import moment_text
from tests.make import NOON
from tests.unit.definition_data import faults, messages, past_data, poll_data, question_data, read

HELP = Path(__file__).parents[2] / "pollsvc" / "help"

HOSTILE_BUT_KEPT = [
    '"><script>alert(1337)</script>',
    "<img src=x onerror=alert(1337)>",
    "{{7*7}}",
    "${7*7}",
    "javascript:alert(1337)",
    '=HYPERLINK("http://evil","x")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "$5 or $10",
    r"pay $\badmacro$ now",
    "]]></text><script>",
    "-->",
    "👨‍👩‍👧",
    "中文",
    "مرحبا",
    "W" * 200,
]
HOSTILE_AND_REFUSED = [
    "a\x00b",
    "a\x0bb",
    "\u202eevil",
    "a\u2066b",
    "\u200b\u2060",
    "W" * 301,
    "a\tb",
]


FIVE = """\
slug: Tea or Coffee
languages: [en, fr]
opens: "2026-03-02 09:00"
closes: "2026-03-01 09:00"
questions:
  - code: drink
    text: {en: "Which?", de: "Was?"}
    options:
      - code: tea
        label:
      - code: tea
        label: Coffee
"""


def test_five_faults_are_all_named_with_line_and_column() -> None:
    assert faults(FIVE) == [
        "1:1: slug: use small letters a-z, digits and single hyphens, such as us-goals-for-russia",
        "4:1: closes: this must come after opens",
        "7:26: questions[0].text.de: this language is not in languages; add it there",
        "10:9: questions[0].options[0].label: give a text, this is empty",
        "11:9: questions[0].options[1].code: this code is here twice; each needs its own",
    ]


def test_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FIVE, "utf-8")
    (tmp_path / "b.json").write_text("{", "utf-8")
    (tmp_path / "c.yaml").write_bytes(b"slug: caf\xe9")
    with pytest.raises(DefinitionFaultsError) as refused:
        read_definitions([tmp_path, tmp_path / "none.yaml"])
    assert [Path(fault.file).name for fault in refused.value.faults] == [
        *["a.yaml"] * 5,
        "b.json",
        "c.yaml",
        "none.yaml",
    ]


def test_two_files_may_not_share_a_slug(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps(poll_data()), "utf-8")
    with pytest.raises(DefinitionFaultsError, match=r"b\.json:1:2: slug: .*a\.json has this slug"):
        read_definitions([tmp_path])


def test_a_folder_without_definition_files_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DefinitionFaultsError, match="no definition file in this folder"):
        read_definitions([tmp_path])


def test_yaml_and_json_of_the_same_poll_have_the_same_digest() -> None:
    in_yaml = yaml.safe_dump(poll_data(numbered=False)).encode()
    assert read_text(in_yaml, "x.yaml").digest == read(poll_data()).digest


def test_another_word_gives_another_digest() -> None:
    assert read(poll_data(intro="One")).digest != read(poll_data(intro="Two")).digest


def test_the_digest_does_not_hang_on_the_moment_of_loading() -> None:
    definition = read(poll_data(opens="-3 days"))
    later = NOON + timedelta(days=9)
    assert definition.new_poll(NOON).digest == definition.new_poll(later).digest


def test_a_plain_text_is_in_the_base_language() -> None:
    new = read(poll_data(languages=["fr", "en"], intro={"en": "Hello", "fr": "Bonjour"})).new_poll(
        NOON
    )
    assert new.questions[0].text.texts == (("fr", "Which do you drink?"),)
    assert new.intro is not None
    assert new.intro.languages == ("fr", "en")


def test_texts_are_cleaned() -> None:
    new = read(poll_data(intro="  e\u0301te\u0301\r\n ")).new_poll(NOON)
    assert new.intro is not None
    assert new.intro.say("en").text == "été"


@pytest.mark.parametrize("label", HOSTILE_BUT_KEPT)
def test_a_hostile_label_is_kept_as_a_text(label: str) -> None:
    options = [{"code": "a", "label": label}, {"code": "b", "label": "B"}]
    new = read(poll_data(questions=[question_data(options=options)])).new_poll(NOON)
    assert new.questions[0].options[0].label.say("en").text == label


@pytest.mark.parametrize("label", HOSTILE_AND_REFUSED)
def test_a_label_that_hides_something_is_refused(label: str) -> None:
    options = [{"code": "a", "label": label}, {"code": "b", "label": "B"}]
    found = messages(poll_data(questions=[question_data(options=options)]))
    assert len(found) == 1
    assert found[0].startswith("questions[0].options[0].label: ")


def test_accents_that_stand_alone_are_not_taken_for_hidden_characters() -> None:
    assert messages(poll_data(intro="किताब q\u0301")) == []


def test_what_is_echoed_from_a_file_cannot_steer_a_terminal() -> None:
    found = faults('"\\e[31mred": 1\n"\\u202Eevil": 2')
    assert any(line.startswith("1:1: U+001B[31mred: ") for line in found)
    assert all(line.isprintable() for line in found)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"slug": "a--b"}, "slug: use small letters"),
        ({"slug": "a\n"}, "slug: use small letters"),
        ({"slug": "a" * 65}, "slug: at most 64 characters are taken"),
        ({"slug": None}, "slug: give a text, this is empty"),
        ({"slug": 2024}, "slug: put quotes around it; without them it is read as a number"),
        ({"languages": []}, "languages: give at least 1"),
        ({"languages": ["en", "en"]}, "languages[1]: this language is in the list twice"),
        ({"languages": ["english please"]}, "languages[0]: give language codes"),
        ({"intro": {"fr": "Bonjour"}}, "intro: give it in the base language too, en"),
        ({"intro": {"xx": "Hello", "en": "Hello"}}, "intro.xx: this language is not in"),
        ({"intro": {}}, "intro: give at least 1"),
        ({"zone": "Europe/Nowhere"}, "zone: there is no such time zone"),
        ({"zone": "../../etc/passwd"}, "zone: there is no such time zone"),
        ({"zone": "Etc/GMT+3"}, "zone: name the zone by a place"),
        ({"zone": "Factory"}, "zone: name the zone by a place"),
        ({"zone": "EST"}, "zone: name the zone by a place"),
        ({"numbered": "yes"}, "numbered: write true or false"),
        ({"visibility": "never"}, "visibility: write one of: always, after_voting, after_closing"),
        ({"visiblity": "always"}, "visiblity: there is no such field; did you mean visibility"),
        ({"questions": {}}, "questions: give a list"),
        ({"questions": ["?"]}, "questions[0]: give names with values below this"),
        ({"source": {"url": "https://example.org/"}}, "source.title: this is missing; add it"),
        ({"source": {"title": "T", "link": ""}}, "source.link: there is no such field"),
        ({"article": {"title": "T", "url": "javascript:alert(1)"}}, "article.url: give a web"),
        ({"article": {"title": "T", "url": "https://[x"}}, "article.url: give a web address"),
        ({"tags": [{"code": "t", "label": "T"}] * 2}, "tags[1].code: this code is here twice"),
        ({"opens": "tomorrow"}, "opens: write a time such as"),
        ({"opens": "2026-03-01"}, "opens: give the time of day too"),
        ({"opens": "2026-02-30 10:00"}, "opens: there is no such date"),
        ({"opens": "0001-01-01T00:00+10:00"}, "opens: the year must lie between 1900 and 2199"),
        ({"opens": "+2 weeks", "closes": "+13 days"}, "closes: this must come after opens"),
        ({"closes": "+1 day"}, "closes: give opens too"),
        ({"archived": "+1 day"}, "archived: give opens too"),
        ({"opens": "+1 day", "archived": "+1 hour"}, "archived: this must come after opens"),
        ({"opens": "-1 day", "release": "+1 day"}, "release: only visibility: when_released takes"),
    ],
)  # fmt: skip
def test_a_wrong_field_says_what_to_do(change: dict[str, Any], message: str) -> None:
    found = messages(poll_data(**change))
    assert len(found) == 1
    assert found[0].startswith(message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "rating"}, "kind: write one of: single, multiple"),
        ({"at_most": 2}, "at_most: one answer only is taken here"),
        ({"at_least": 2}, "at_least: this is more than at_most, 1"),
        ({"kind": "multiple", "at_most": 3}, "at_most: there are only 2 options"),
        ({"kind": "multiple", "at_least": 3}, "at_least: there are only 2 options"),
        (
            {"kind": "multiple", "at_least": 2, "at_most": 1},
            "at_least: this is more than at_most, 1",
        ),
        ({"at_least": True}, "at_least: give a whole number"),
        ({"at_least": -1}, "at_least: the smallest number taken is 0"),
        ({"code": "Drink"}, "code: use small letters a-z, digits and underscores"),
        ({"text": "W" * 501}, "text: this has 501 characters; at most 500 are taken"),
        ({"text": ["?"]}, "text: give a text"),
        ({"options": [{"code": "a", "label": "A"}]}, "options: give at least 2"),
        (
            {"options": [{"code": "a", "label": "Tea"}, {"code": "b", "label": " ＴＥＡ "}]},
            "options[1].label: this reads the same as options[0]",
        ),
        (
            {
                "options": [
                    {"code": "a", "label": {"en": "Tea", "fr": "Thé"}},
                    {"code": "b", "label": {"en": "Coffee", "fr": "thé"}},
                ]
            },
            "options[1].label.fr: this reads the same as options[0]",
        ),
    ],
)
def test_a_wrong_question_says_what_to_do(change: dict[str, Any], message: str) -> None:
    found = messages(poll_data(questions=[question_data(**change)]))
    assert len(found) == 1
    assert found[0].startswith(f"questions[0].{message}")


def test_a_topic_may_have_more_languages_than_the_poll() -> None:
    tags = [{"code": "japan", "label": {"ja": "日本", "en": "Japan"}}]
    new = read(poll_data(tags=tags)).new_poll(NOON)
    assert new.tags[0].label.texts == (("en", "Japan"), ("ja", "日本"))


def test_relative_times_count_from_the_load() -> None:
    definition = read(poll_data(opens="-3 days", closes="+2 weeks"))
    new = definition.new_poll(NOON + timedelta(seconds=42))
    assert new.opens_at == NOON - timedelta(days=3)
    assert new.closes_at == NOON + timedelta(weeks=2)


def test_every_zone_that_is_taken_names_a_place() -> None:
    taken = []
    for name in sorted(available_timezones()):
        with suppress(ValueError):
            taken.append(read_zone(name))
    assert {"UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"} <= set(taken)
    printed = [moment_text(NOON, name, "en") for name in taken if name != "UTC"]
    assert [one for one in printed if re.search(r"Unknown|, \d\d:\d\d .*\d", one)] == []


def test_local_times_are_in_the_poll_s_zone() -> None:
    new = read(poll_data(opens="2026-07-01 09:00", zone="Asia/Tokyo")).new_poll(NOON)
    assert new.opens_at == datetime(2026, 7, 1, 0, 0, tzinfo=UTC)


def test_a_time_with_an_offset_does_not_hang_on_the_zone() -> None:
    new = read(poll_data(opens="2026-07-01T09:00+02:00", zone="Asia/Tokyo")).new_poll(NOON)
    assert new.opens_at == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ValueError, match="skip this time"):
        read_moment("2026-03-29 02:30", "Europe/Paris")


def test_a_time_that_the_clocks_show_twice_needs_its_offset() -> None:
    with pytest.raises(ValueError, match=r"twice; add the offset, \+02:00 or \+01:00"):
        read_moment("2026-10-25 02:30", "Europe/Paris")


def test_mixed_times_are_compared_when_the_poll_is_loaded() -> None:
    definition = read(poll_data(opens="2026-06-01T00:00Z", closes="+1 day"))
    assert definition.new_poll(datetime(2026, 6, 1, tzinfo=UTC)).closes_at is not None
    with pytest.raises(DefinitionFaultsError, match="closes: this must come after opens"):
        definition.new_poll(NOON)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"release": "+1 day"}, ["release: this must not come before closes"]),
        ({"release": "+2 days"}, []),
    ],
)
def test_results_are_released_not_before_closing(change: dict[str, str], found: list[str]) -> None:
    times = {"opens": "-1 day", "closes": "+2 days", "visibility": "when_released"}
    assert messages(poll_data(**times, **change)) == found


def test_the_schema_in_the_manual_is_the_one_that_is_checked() -> None:
    # To write it anew: put schema_text() into pollsvc/help/poll.schema.json.
    assert (HELP / "poll.schema.json").read_text("utf-8") == schema_text()


def test_the_schema_takes_what_is_read_and_refuses_what_is_not() -> None:
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert check.is_valid(past_data({"counts": {"tea": 1, "coffee": 2}}))
    assert check.is_valid(poll_data(intro={"en": "Hello"}))
    assert not check.is_valid(poll_data(colour="red"))


def test_the_manual_names_every_field() -> None:
    manual = (HELP / "definitions.md").read_text("utf-8")
    schema = json.loads(schema_text())
    parts = [schema, *schema["$defs"].values()]
    names = {name for part in parts for name in part.get("properties", ())}
    assert [name for name in sorted(names) if f"`{name}`" not in manual] == []


def test_the_example_of_the_manual_reads_clean() -> None:
    manual = (HELP / "definitions.md").read_text("utf-8")
    example = manual.split("```yaml\n")[1].split("```")[0]
    assert faults(example) == []


def test_check_names_the_faults_and_ends_with_two(tmp_path: Path) -> None:
    file = tmp_path / "five.yaml"
    file.write_text(FIVE, "utf-8")
    ran = CliRunner().invoke(check, [str(file)])
    assert ran.exit_code == 2
    assert len(ran.output.splitlines()) == 5
    assert ran.output.startswith(f"{file}:1:1: slug: ")


def test_check_names_what_could_not_be_loaded_now(tmp_path: Path) -> None:
    tally = {"counts": {"tea": 1, "coffee": 1}, "field_to": "2199-12-31"}
    file = tmp_path / "past.json"
    file.write_text(json.dumps(past_data(tally)), "utf-8")
    ran = CliRunner().invoke(check, [str(file)])
    assert ran.exit_code == 2
    assert "tally.field_to: this day has not come yet" in ran.output


def test_check_says_how_many_files_are_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(poll_data()), "utf-8")
    (tmp_path / "b.json").write_text(json.dumps(poll_data(slug="other")), "utf-8")
    ran = CliRunner().invoke(check, [str(tmp_path)])
    assert ran.exit_code == 0
    assert ran.output == "2 definition files are in order\n"
