"""Every refusal has a word of its own and one place where it meets a status."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pollsvc
from pollsvc.domain.errors import PollsvcError
from pollsvc.web.errors import STATUS, status_of


def refusals() -> list[type[PollsvcError]]:
    for module in pkgutil.walk_packages(pollsvc.__path__, "pollsvc."):
        if not module.name.endswith(("__main__", "wsgi")) and ".migrations" not in module.name:
            importlib.import_module(module.name)
    return [kind for kind in below(PollsvcError) if kind.__module__.startswith("pollsvc.")]


def below(kind: type[PollsvcError]) -> Iterator[type[PollsvcError]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_every_refusal_of_the_domain_has_a_code_of_its_own() -> None:
    codes = Counter(kind.code for kind in refusals() if _is_of_the_domain(kind))
    assert codes
    assert [code for code, number in codes.items() if number > 1] == []


def test_every_refusal_of_the_domain_has_a_status() -> None:
    assert [
        kind.__name__ for kind in refusals() if _is_of_the_domain(kind) and kind not in STATUS
    ] == []


def test_a_refusal_elsewhere_is_a_kind_of_one_that_has_a_status() -> None:
    others = [kind for kind in refusals() if not _is_of_the_domain(kind)]
    assert [k.__name__ for k in others if not set(k.__mro__) & (set(STATUS) - {PollsvcError})] == []


def test_every_refusal_says_what_happened() -> None:
    silent = [kind.__name__ for kind in refusals() if not (kind.__doc__ or "").strip()]
    assert silent == []


def test_every_refusal_is_named_an_error() -> None:
    assert [kind.__name__ for kind in refusals() if not kind.__name__.endswith("Error")] == []


def test_statuses_are_those_of_refusals_and_faults() -> None:
    assert {status_of(kind.__new__(kind)) for kind in STATUS} <= {
        400,
        401,
        403,
        404,
        409,
        410,
        413,
        422,
        429,
        500,
        503,
    }


def _is_of_the_domain(kind: type[PollsvcError]) -> bool:
    return kind.__module__.startswith("pollsvc.domain.")
