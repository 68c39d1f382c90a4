"""Keyed digests, networks, and where one is led after signing in."""

from __future__ import annotations

import pytest

from pollsvc.accounts.kept_forms import HOME, KeptForm, inside, kept_form
from pollsvc.accounts.keys import DeskKey, network_of, new_token
from pollsvc.accounts.passwords import PROFILE, hashed, is_outdated, is_right

KEY = DeskKey.of(b"a secret for tests, of no worth to anyone")


def test_one_purposes_word_is_never_anothers() -> None:
    words = {
        KEY.session_word("x"),
        KEY.link_word("x"),
        KEY.account_word("x")[1:],
        KEY.network_word("x")[1:],
        KEY.cookie_secret[:16],
    }
    assert len(words) == 5
    assert DeskKey.of(b"another secret, just as worthless as that").link_word("x") not in words


def test_what_signs_the_cookie_is_not_the_secret_itself() -> None:
    secret = b"a secret for tests, of no worth to anyone"
    assert secret not in KEY.cookie_secret
    assert len(KEY.cookie_secret) == 32


def test_tokens_are_long_and_each_is_new() -> None:
    assert len({new_token() for _ in range(50)}) == 50
    assert len(new_token()) * 6 >= 128


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_a_network_is_what_one_customer_has(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("path", ["/desk", "/desk/polls", "/desk/polls/1/edit?as=page&x=%2F"])
def test_one_is_led_on_inside_the_desk(path: str) -> None:
    assert inside(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "/",
        "/deskx",
        "desk/polls",
        "//desk/polls",
        "//evil.example/desk",
        "///evil.example/desk/",
        "https://evil.example/desk/",
        "https:/desk/",
        "javascript:alert(1)//desk",
        "/\\evil.example/desk",
        "\\/evil.example/desk",
        "/desk\\..\\..",
        "/desk/\nLocation: https://evil.example",
        "/\t/evil.example/desk",
        " /desk/polls",
        "/desk/" + "x" * 3000,
        "/p/colours",
        "/desk/../p/colours",
        "/desk/%2e%2e/p/colours",
    ],
)
def test_one_is_never_led_outside(path: str | None) -> None:
    assert inside(path) == HOME


def test_a_kept_form_comes_back_as_it_was() -> None:
    form = KeptForm("/desk/polls/1/edit", (("title", "«Ça»"), ("title", "второй")), "files")
    assert kept_form(form.to_text()) == form


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "nonsense",
        "{}",
        "[]",
        "[1, 2, 3]",
        '["/desk/polls", [["a"]], ""]',
        '["/desk/polls", [["a", 1]], ""]',
        '["/desk/polls", {"a": "b"}, ""]',
        '["https://evil.example/desk", [], ""]',
        '["//evil.example/desk", [], ""]',
        '["/p/colours", [], ""]',
    ],
)
def test_a_kept_form_that_is_not_ours_is_none(text: str | None) -> None:
    assert kept_form(text) is None


def test_passwords_are_hashed_as_owasp_asks() -> None:
    assert PROFILE == {"memory_cost": 19 * 1024, "time_cost": 2, "parallelism": 1}
    kept = hashed("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_right(kept, "correct horse battery")
    assert not is_right(kept, "correct horse batterie")
    assert not is_outdated(kept)


def test_nobody_has_a_password_and_neither_has_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from pollsvc.accounts import passwords
    from tests.desk import CHEAP

    monkeypatch.setattr(passwords, "PROFILE", CHEAP)
    for kept in (None, "", "no hash at all"):
        assert not is_right(kept, "nobody's password")
        assert not is_right(kept, "")


def test_the_same_letters_typed_otherwise_are_the_same_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pollsvc.accounts import passwords
    from tests.desk import CHEAP

    monkeypatch.setattr(passwords, "PROFILE", CHEAP)
    assert is_right(hashed("cafe\u0301 au lait"), "caf\u00e9 au lait")


def test_a_hash_of_other_parameters_is_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    from pollsvc.accounts import passwords
    from tests.desk import CHEAP

    with monkeypatch.context() as cheap:
        cheap.setattr(passwords, "PROFILE", CHEAP)
        kept = hashed("correct horse battery")
    assert is_outdated(kept)
