"""The languages that a poll can be written in, by their own names."""

from __future__ import annotations

from pollsvc.web.formats import native_name

# Those that the desk offers; any other code can be written by hand.
_OFFERED = (
    *("ar", "az", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa"),
    *("fi", "fr", "ga", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "kk", "ko", "ky"),
    *("lt", "lv", "mk", "mn", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sq", "sr"),
    *("sv", "sw", "tg", "th", "tr", "uk", "ur", "uz", "vi", "zh", "zh-Hant"),
)


def tongues(*more: str) -> tuple[tuple[str, str], ...]:
    """Codes and names, these ones among them, in the order of their names."""
    codes = dict.fromkeys((*_OFFERED, *more))
    return tuple(sorted(((code, native_name(code)) for code in codes), key=_by_name))


def _by_name(one: tuple[str, str]) -> str:
    return one[1].casefold()


def tidy_code(typed: str) -> str:
    """A code as standards write it: ``"pt-BR"`` for ``" PT_br "``."""
    first, *others = typed.strip().replace("_", "-").split("-")
    return "-".join((first.lower(), *map(_part, others)))


def _part(part: str) -> str:
    return {2: part.upper(), 4: part.title()}.get(len(part), part)
