"""The site's name, languages, addresses and texts: set at the desk, seen by readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.config import Settings
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.site.effective import effective_site
from pollsvc.site.start import with_desk_address
from tests.browse import vote
from tests.conftest import Clock
from tests.desk import DeskClient, person
from tests.make import make_new_ifri, make_new_poll

Add = Callable[[NewPoll], Poll]
Make = Callable[..., Flask]
PATH = "/desk/site"
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of the form on the page, unchanged."""
    from html import unescape

    found: dict[str, Any] = {}
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page):
        name = re.search(r'name="([^"]*)"', tag)
        if not name or name[1] == "csrf_token" or 'type="submit"' in tag:
            continue
        value = re.search(r'value="([^"]*)"', tag)
        if 'type="checkbox"' in tag:
            if "checked" in tag:
                found.setdefault(name[1], []).append(value[1] if value else "on")
        elif tag.startswith("<select"):
            rest = page[page.index(tag) :].partition("</select>")[0]
            chosen = re.search(r'<option selected value="([^"]*)"', rest)
            found[name[1]] = chosen[1] if chosen else ""
        elif tag.startswith("<textarea"):
            rest = page[page.index(tag) + len(tag) :].partition("</textarea>")[0]
            found[name[1]] = unescape(rest).strip()
        else:
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def change(client: DeskClient, path: str = PATH, **other: Any) -> Any:
    """Open the page, change some fields, and save."""
    return client.post(path, {**fields(client.get(path).text), **other})


@pytest.fixture
def free(make_app: Make, clock: Clock, cheap_passwords: None) -> DeskClient:
    """An owner of a site of which no setting is given."""
    from pollsvc.domain.editor import EditorRole

    return person(make_app(given=frozenset()), "Olga", EditorRole.OWNER, clock())


def test_only_owners_change_the_site(
    owner: DeskClient, editor: DeskClient, viewer: DeskClient, stranger: FlaskClient
) -> None:
    for path in (PATH, "/desk/look", "/desk/look/preview"):
        assert owner.get(path).status_code == 200
        for other in (editor, viewer):
            assert other.get(path).status_code == 403
            assert other.post(path, {}).status_code == 403
        assert stranger.get(path).status_code in (303, 401)


def test_a_page_saved_as_it_is_changes_nothing(owner: DeskClient) -> None:
    answer = change(owner)
    assert answer.status_code == 303
    assert "Nothing was changed." in owner.get(PATH).text
    assert "site_changed" not in owner.get("/desk/history.csv").text


def test_a_name_is_on_every_page_at_once(owner: DeskClient, add: Add, reader: FlaskClient) -> None:
    add(make_new_ifri())
    slug = "us-goals-for-russia"
    paths = ("/", f"/p/{slug}/results", f"/embed/{slug}", "/help", "/nowhere")
    assert all("Reader polls" in reader.get(path).text for path in paths)
    assert change(owner, site_name="  The   Herald ").status_code == 303
    assert all("The Herald" in reader.get(path).text for path in paths)
    assert "Reader polls" not in reader.get("/").text
    for file in ("csv", "json", "svg"):
        assert "The Herald" in reader.get(f"/p/{slug}/results.{file}").text
    assert "Name of the site" in owner.get("/desk/history?group=site").text


def test_another_process_shows_it_within_two_seconds(
    owner: DeskClient, make_app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_app().test_client()
    time = [100.0]
    for module in ("pollsvc.site.live", "pollsvc.web.kept"):
        monkeypatch.setattr(f"{module}.monotonic", lambda: time[0])
    assert "Reader polls" in other.get("/").text
    change(owner, site_name="The Herald")
    time[0] += 2
    assert "The Herald" in other.get("/").text


def test_faults_are_said_beside_their_fields_and_what_was_typed_is_kept(owner: DeskClient) -> None:
    answer = change(
        owner,
        site_name=" ",
        default_language="tlh",
        zone="Mars/Olympus",
        embed_sites="https://a.example\nhttps://b.example; script-src *",
        privacy_en="x" * 20_001,
    )
    assert answer.status_code == 422
    for said in (
        "Give the site a name: readers see it on every page.",
        "Choose one of these.",
        "Choose a time zone from the list.",
        "“https://b.example;” is no site.",
        "Shorten this text to 20000 characters.",
    ):
        assert answer.text.count(said) >= 2
    assert "https://b.example; script-src *" in answer.text
    assert "Reader polls" in owner.get("/").text


def test_the_summary_names_the_fields_that_have_the_same_fault(owner: DeskClient) -> None:
    answer = change(owner, privacy_en="x" * 20_001, privacy_fr="x" * 20_001)
    summary = answer.text.split('class="errsum')[1].split("</ul>")[0]
    said = re.findall(r">([^<>]+: Shorten this text to 20000 characters\.)</a>", summary)
    assert len(said) == len(set(said)) == 2


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ("*\nhttps://a.example", "write it alone"),
        ("\n".join(f"https://{number}.example" for number in range(101)), "Name fewer sites."),
    ],
)
@on_one_database
def test_a_list_of_sites_that_says_two_things_is_refused(
    owner: DeskClient, sites: str, said: str
) -> None:
    answer = change(owner, embed_sites=sites)
    assert answer.status_code == 422
    assert said in answer.text


def test_the_default_language_has_to_be_one_that_is_offered(owner: DeskClient) -> None:
    answer = change(owner, default_language="fr", languages=["en", "ru"])
    assert answer.status_code == 422
    assert "Tick Français too: it is the default language." in answer.text
    assert change(owner, languages=["en", "tlh"]).status_code == 422


def test_readers_choose_from_the_languages_that_are_offered(
    owner: DeskClient, add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    change(owner, default_language="fr", languages=["fr", "ru"])
    assert re.findall(r'value="lang:(\w+)"', reader.get("/p/colours").text) == ["ru", "fr"]
    page = reader.get("/p/colours/results").text
    assert '<html lang="fr"' in page
    switch = page.partition('class="nav langs"')[2].partition("</nav>")[0]
    assert re.findall(r'hreflang="(\w+)"', switch) == ["ru", "fr"]
    assert set(re.findall(r'rel="alternate" hreflang="(\w+)"', page)) == {"ru", "fr"}
    german = {"Accept-Language": "de, en;q=0.9, ru;q=0.5"}
    assert '<html lang="ru"' in reader.get("/", headers=german).text


def test_an_old_link_to_a_language_no_longer_offered_still_works(
    owner: DeskClient, reader: FlaskClient
) -> None:
    change(owner, languages=["en"])
    page = reader.get("/?lang=ja")
    assert page.status_code == 200
    assert '<html lang="ja"' in page.text
    assert 'class="nav langs"' not in page.text
    assert reader.get("/?lang=tlh").status_code == 400


def test_only_the_sites_that_are_named_may_show_the_embeds(
    owner: DeskClient, add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    change(owner, embed_sites="https://a.example\r\n\r\nhttps://*.b.example")
    policy = reader.get("/embed/colours").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://a.example https://*.b.example" in policy
    assert "frame-ancestors 'none'" in reader.get("/").headers["Content-Security-Policy"]
    change(owner, embed_sites="")
    assert "frame-ancestors *" in reader.get("/embed/colours").headers["Content-Security-Policy"]


def test_the_publishers_texts_stand_before_the_manuals(
    owner: DeskClient, reader: FlaskClient
) -> None:
    change(
        owner,
        privacy_en="# Who we are\n\nWrite to [us](mailto:p@herald.example). <script>x</script>",
        privacy_fr="Écrivez-nous.",
    )
    page = reader.get("/help/privacy").text
    own = page.partition('<section class="own" lang="en"')[2].partition("</section>")[0]
    assert "<h2>Who we are</h2>" in own
    assert 'href="mailto:p@herald.example"' in own
    assert "<script" not in own
    assert page.index("<h1>") < page.index("Who we are") < page.index("Before you vote")
    assert "Écrivez-nous." in reader.get("/help/privacy?lang=fr").text
    assert '<section class="own" lang="en" dir="ltr">' in reader.get("/help/privacy?lang=ar").text
    assert '<section class="own"' not in reader.get("/help/method").text


def test_two_owners_do_not_overwrite_each_other_silently(
    owner: DeskClient, come: Callable[..., DeskClient]
) -> None:
    from pollsvc.domain.editor import EditorRole

    second = come("Otto", EditorRole.OWNER)
    mine, theirs = fields(owner.get(PATH).text), fields(second.get(PATH).text)
    assert owner.post(PATH, {**mine, "site_name": "Herald"}).status_code == 303
    answer = second.post(PATH, {**theirs, "site_name": "Tribune"})
    assert answer.status_code == 409
    assert "Somebody else saved this page meanwhile." in answer.text
    assert 'value="Tribune"' in answer.text
    assert second.post(PATH, {**fields(answer.text)}).status_code == 303
    assert 'value="Tribune"' in owner.get(PATH).text


def test_what_a_setting_fixes_is_shown_and_cannot_be_changed(
    make_app: Make, clock: Clock, cheap_passwords: None
) -> None:
    from pollsvc.domain.editor import EditorRole

    given = frozenset({"site_name", "base_url", "default_language", "embed_sites"})
    app = make_app(given=given, site_name="Fixed", embed_sites=("https://a.example",))
    client = person(app, "Olga", EditorRole.OWNER, clock())
    page = client.get(PATH).text
    for name in given:
        assert f"Set by POLLSVC_{name.upper()}, so it cannot be changed here." in page
        assert f'name="{name}"' not in page
    assert change(client, site_name="Other", default_language="fr").status_code == 303
    assert "Other" not in client.get("/").text
    assert "Fixed" in app.test_client().get("/").text


def test_a_base_url_is_used_from_the_next_start_and_old_hosts_go_on_working(
    free: DeskClient, make_app: Make
) -> None:
    assert change(free, base_url="http://polls.herald.example").status_code == 303
    page = free.get(PATH).text
    assert "Restart the program so that http://polls.herald.example is used." in page
    assert "In use now: http://localhost" in page
    app = make_app(given=frozenset())
    assert app.extensions["settings"].base_url == "http://polls.herald.example"
    for host in ("polls.herald.example", "localhost", "127.0.0.1"):
        assert app.test_client().get("/", headers={"Host": host}).status_code == 200
    assert app.test_client().get("/", headers={"Host": "evil.example"}).status_code == 400
    home = app.test_client().get("/", headers={"Host": "localhost"}).text
    assert '<link rel="canonical" href="http://polls.herald.example/">' in home
    # One that a setting gives stands before it.
    assert make_app().extensions["settings"].base_url == "http://localhost"


def test_hosts_of_two_addresses_ago_still_work(free: DeskClient, make_app: Make) -> None:
    change(free, base_url="http://one.example")
    change(free, base_url="http://two.example")
    hosts = make_app(given=frozenset()).extensions["settings"].hosts
    assert {"two.example", "one.example", "localhost"} <= set(hosts)
    change(free, base_url="")
    settings = make_app(given=frozenset()).extensions["settings"]
    assert settings.base_url == "http://localhost"


@pytest.mark.parametrize("url", ["polls.example", "http://polls.example/", "ftp://a.example"])
@on_one_database
def test_a_base_url_that_is_none_is_refused(free: DeskClient, url: str) -> None:
    answer = change(free, base_url=url)
    assert answer.status_code == 422
    assert "Write http:// or https:// and a host, and nothing after it." in answer.text
    assert f'value="{url}"' in answer.text


def test_an_https_address_is_taken_only_from_who_has_come_by_https(free: DeskClient) -> None:
    answer = change(free, base_url="https://polls.example")
    assert answer.status_code == 422
    assert "so you could be locked out" in answer.text
    typed = {**fields(answer.text), "base_url": "https://polls.example"}
    by_https = free.post(PATH, typed, base_url="https://localhost")
    assert by_https.status_code == 303


def test_however_many_votes_come_the_site_is_read_once_a_second(
    app: Flask, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pollsvc.site import live

    read: list[int] = []

    def note() -> dict[str, Any]:
        read.append(1)
        return {}

    monkeypatch.setattr(live, "newest_site_values", note)
    monkeypatch.setattr(live, "monotonic", lambda: 100.0)
    add(make_new_poll())
    for _ in range(5):
        assert vote(app.test_client(), "colours", 1).status_code == 303
    assert len(read) == 1


def test_pages_come_while_the_database_does_not_answer(make_app: Make, tmp_path: Any) -> None:
    app = make_app(database_url=f"sqlite:///{tmp_path}/not/there/pollsvc.db")
    app.testing = False
    answer = app.test_client().get("/")
    assert answer.status_code == 503
    assert "Reader polls" in answer.text


def test_a_vote_is_counted_under_a_changed_site(
    owner: DeskClient, add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    change(owner, site_name="Herald", languages=["en"])
    assert vote(reader, "colours", 1).status_code == 303


@on_one_database
def test_stored_values_of_another_version_are_as_if_not_there(settings: Settings) -> None:
    nonsense = dict.fromkeys(
        (
            *("site_name", "default_language", "languages", "embed_sites", "zone"),
            *("theme", "privacy", "method", "logo_text"),
        ),
        7,
    )
    assert effective_site(settings, nonsense) == effective_site(settings, {})
    bad = {"theme": {"bg": "red"}, "embed_sites": [1, "a b"], "privacy": {"en": 3}, "zone": "Mars"}
    assert effective_site(settings, bad) == effective_site(settings, {})


@on_one_database
def test_the_address_is_the_settings_while_there_is_no_database(
    settings: Settings, tmp_path: Any
) -> None:
    from dataclasses import replace

    free = replace(settings, given=frozenset())
    nowhere = tmp_path / "nowhere.db"
    absent = replace(free, database_url=f"sqlite:///{nowhere}")
    assert with_desk_address(absent) == absent
    assert not nowhere.exists()
    nowhere.write_bytes(b"no database at all, but a file of some bytes")
    assert with_desk_address(absent) == absent
    away = replace(free, database_url="postgresql+psycopg://127.0.0.1:1/none")
    assert with_desk_address(away) == away
