"""Forms of look and site: raw strings and their shape."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext
from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from pollsvc.config import LANGUAGES, is_address, is_embed_site
from pollsvc.domain.moments import place_zones
from pollsvc.domain.texts import clean_text
from pollsvc.domain.theme import NAMES, STANDARD, InvalidThemeError, Theme, ThemeProblem, read_theme
from pollsvc.site.phrases import THEME_LABELS, theme_problem_text
from pollsvc.site.queries import Values
from pollsvc.web.desk import N_, DeskForm, choices
from pollsvc.web.formats import native_name
from pollsvc.web.settings import settings
from pollsvc.web.site import Site

NAME_AT_MOST, TEXT_AT_MOST, SITES_AT_MOST = 100, 20_000, 100
_TEXTS = ("privacy", "method")
_BY_FIELD = {name.replace("-", "_"): name for name in NAMES}


class LookForm(DeskForm):
    """The eight variables, as typed, and the logo text. What is as usual counts as not set."""

    seen = HiddenField()
    logo_text = StringField(N_("Logo text"), render_kw={"maxlength": str(NAME_AT_MOST)})
    problems: tuple[ThemeProblem, ...] = ()

    @classmethod
    def of(cls, here: Site, seen: str) -> LookForm:
        """The form as the site looks now."""
        full = {**STANDARD, **dict(here.theme)}
        typed = {field: _shown(full[name]) for field, name in _BY_FIELD.items()}
        return cls(formdata=None, seen=seen, logo_text=here.logo_text, **typed)

    @property
    def raw(self) -> dict[str, str]:
        """The variables by their own names, as typed."""
        return {name: self[field].data or "" for field, name in _BY_FIELD.items()}

    def theme(self) -> Theme | None:
        """The theme that was typed; ``None`` with a fault beside each field that has one."""
        try:
            return read_theme(self.raw)
        except InvalidThemeError as error:
            self.problems = error.problems
        for problem in self.problems:
            field = self[problem.name.replace("-", "_")]
            field.errors = [*field.errors, theme_problem_text(problem)]
        return None

    def validate_logo_text(self, field: StringField) -> None:
        """Keep it short enough for a line."""
        field.data = _line(field.data)
        if len(field.data) > NAME_AT_MOST:
            raise ValidationError(gettext("Give a shorter text."))

    def take(self, wanted: str) -> None:
        """Fill in the colours suggested, or the standard look. Nothing is saved by that."""
        if wanted == "standard":
            better = dict(STANDARD)
        else:
            self.theme()
            better = {one.name: one.suggestion for one in self.problems if one.suggestion}
        for name, value in better.items():
            self[name.replace("-", "_")].data = _shown(value)
        for field in self:
            field.errors = []


for _field, _name in _BY_FIELD.items():
    setattr(LookForm, _field, StringField(THEME_LABELS[_name], render_kw={"maxlength": "200"}))


class SiteForm(DeskForm):
    """Everything else of the site. Fields that a setting fixes are shown and not read."""

    seen = HiddenField()
    site_name = StringField(N_("Name of the site"), render_kw={"maxlength": str(NAME_AT_MOST)})
    base_url = StringField(
        N_("Base URL"), render_kw={"maxlength": "200", "inputmode": "url", "dir": "ltr"}
    )
    default_language = SelectField(N_("Default language"), validate_choice=False)
    languages = SelectMultipleField(
        N_("Languages that readers can choose"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    zone = SelectField(N_("Time zone for new polls"), validate_choice=False)
    embed_sites = TextAreaField(
        N_("Sites that may show the embeds"), render_kw={"rows": "4", "dir": "ltr"}
    )

    def __init__(self, **more: Any) -> None:
        """Offer the languages and zones that there are."""
        super().__init__(**more)
        named = choices((one, native_name(one)) for one in LANGUAGES)
        self.default_language.choices = self.languages.choices = named
        self.zone.choices = choices((one, one) for one in place_zones())
        for text in _TEXTS:
            for language in LANGUAGES:
                self[f"{text}_{language}"].label.text = native_name(language)

    @classmethod
    def of(cls, here: Site, stored: Values, seen: str) -> SiteForm:
        """The form as the site is now."""
        texts = {
            f"{name}_{language}": (said.as_dict() if said else {}).get(language, "")
            for name, said in (("privacy", here.privacy), ("method", here.method))
            for language in LANGUAGES
        }
        return cls(
            formdata=None,
            seen=seen,
            site_name=here.name,
            base_url=stored.get("base_url") or "",
            default_language=here.default_language,
            languages=list(here.languages),
            zone=here.zone,
            embed_sites="\n".join(here.embed_sites),
            **texts,
        )

    @property
    def fixed(self) -> frozenset[str]:
        """Names of the fields that a setting decides."""
        return settings().given

    def values(self) -> Values:
        """What is to be stored, of a form without faults; ``None`` is as the settings say."""
        languages = [one for one in LANGUAGES if one in (self.languages.data or ())]
        sites, given = self._sites(), settings()
        values: Values = {
            "site_name": _unless(_line(self.site_name.data), given.site_name),
            "base_url": _line(self.base_url.data) or None,
            "default_language": _unless(self.default_language.data, given.default_language),
            "languages": _unless(languages, list(LANGUAGES)),
            "zone": _unless(self.zone.data, "UTC"),
            "embed_sites": _unless(sites, list(given.embed_sites)),
            **{name: self._texts(name) for name in ("privacy", "method")},
        }
        return {name: value for name, value in values.items() if name not in self.fixed}

    def texts(self, name: str) -> list[Any]:
        """The fields of a text, one a language."""
        return [self[f"{name}_{language}"] for language in LANGUAGES]

    def validate_site_name(self, field: StringField) -> None:
        """Ask for a name."""
        if "site_name" in self.fixed:
            return
        if not _line(field.data):
            raise ValidationError(gettext("Give the site a name: readers see it on every page."))
        if len(_line(field.data)) > NAME_AT_MOST:
            raise ValidationError(gettext("Give a shorter name."))

    def validate_base_url(self, field: StringField) -> None:
        """An address and nothing behind it; by https only who has come by it."""
        url = _line(field.data)
        if "base_url" in self.fixed or not url:
            return
        if not is_address(url):
            raise ValidationError(
                gettext("Write http:// or https:// and a host, and nothing after it.")
            )
        if urlsplit(url).scheme == "https" and not request.is_secure:
            raise ValidationError(
                gettext(
                    "With an https address the desk’s cookie works by https only, and you have"
                    " come by http, so you could be locked out. Open the desk at its https"
                    " address and save this there, or set %(name)s.",
                    name="POLLSVC_BASE_URL",
                )
            )

    def validate_default_language(self, field: SelectField) -> None:
        """One of the languages that readers can choose."""
        if "default_language" not in self.fixed and field.data not in LANGUAGES:
            raise ValidationError(gettext("Choose one of these."))

    def validate_languages(self, field: SelectMultipleField) -> None:
        """At least one, the default among them."""
        chosen = set(field.data or ())
        if not chosen <= set(LANGUAGES):
            raise ValidationError(gettext("Choose from these."))
        if self._default() not in chosen:
            raise ValidationError(
                gettext(
                    "Tick %(language)s too: it is the default language.",
                    language=native_name(self._default()),
                )
            )

    def validate_zone(self, field: SelectField) -> None:
        """One of the zones that there are."""
        if field.data not in place_zones():
            raise ValidationError(gettext("Choose a time zone from the list."))

    def validate_embed_sites(self, field: TextAreaField) -> None:
        """One site a line, as a policy takes it."""
        if "embed_sites" in self.fixed:
            return
        wrong = [one for one in self._sites() if not is_embed_site(one)]
        if wrong:
            raise ValidationError(
                gettext(
                    "“%(site)s” is no site. Write one a line, such as"
                    " https://www.herald.example or https://*.herald.example.",
                    site=wrong[0],
                )
            )
        if len(self._sites()) > SITES_AT_MOST:
            raise ValidationError(gettext("Name fewer sites."))
        if len(self._sites()) > 1 and {"'none'", "*"} & set(self._sites()):
            raise ValidationError(
                gettext("* stands for every site and 'none' for no site: write it alone.")
            )

    def _default(self) -> str:
        known = "default_language" in self.fixed or self.default_language.data not in LANGUAGES
        return settings().default_language if known else str(self.default_language.data)

    def _sites(self) -> list[str]:
        lines = clean_text(self.embed_sites.data or "").split()
        return list(dict.fromkeys(lines)) or ["*"]

    def _texts(self, name: str) -> dict[str, str] | None:
        said = {one.name.rpartition("_")[2]: clean_text(one.data or "") for one in self.texts(name)}
        return {language: text for language, text in said.items() if text} or None


def _short_enough(_form: SiteForm, field: TextAreaField) -> None:
    if len(field.data or "") > TEXT_AT_MOST:
        raise ValidationError(
            gettext("Shorten this text to %(most)s characters.", most=TEXT_AT_MOST)
        )


for _text in _TEXTS:
    for _language in LANGUAGES:
        _area = TextAreaField(
            validators=[_short_enough],
            render_kw={"rows": "8", "lang": _language, "dir": "auto"},
        )
        setattr(SiteForm, f"{_text}_{_language}", _area)


def _line(typed: str | None) -> str:
    """What was typed, on one line."""
    return " ".join(clean_text(typed or "").split())


def _shown(value: str) -> str:
    """A value as it stands in its field: lengths without their unit."""
    return value.removesuffix("px")


def _unless(value: Any, usual: Any) -> Any:
    """The value, or nothing to be stored where it is as usual."""
    return None if value == usual else value
