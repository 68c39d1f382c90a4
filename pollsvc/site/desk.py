"""``/desk/look`` and ``/desk/site``: what an owner says of the site as a whole."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.config import PREFIX
from pollsvc.domain.colour import contrast, read_colour, shown_ratio
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import StaleEditError
from pollsvc.domain.theme import STANDARD, Theme
from pollsvc.site.actions import LOOK, SITE, save_look, save_site, version_of
from pollsvc.site.effective import effective_site
from pollsvc.site.forms import LookForm, SiteForm
from pollsvc.site.phrases import theme_problem_text
from pollsvc.site.queries import Values, site_values
from pollsvc.web.clock import now
from pollsvc.web.desk import done
from pollsvc.web.errors import status_of, with_status
from pollsvc.web.formats import decimal_text
from pollsvc.web.languages import page_language
from pollsvc.web.look import address_of
from pollsvc.web.security import frame_at_desk
from pollsvc.web.settings import settings

bp = Blueprint("site", __name__)
LOOK_PAGE, SITE_PAGE = "/desk/look", "/desk/site"


@bp.get(LOOK_PAGE)
@needs(EditorRole.OWNER)
def look() -> Response:
    """The eight variables with a preview."""
    stored = site_values()
    form = LookForm.of(effective_site(settings(), stored), version_of(stored, LOOK))
    return _look_page(form)


@bp.post(LOOK_PAGE)
@needs(EditorRole.OWNER)
def change_look() -> Response:
    """Save the look, or fill in what a button offers."""
    form = LookForm()
    if wanted := request.form.get("use"):
        form.take(wanted)
        return _look_page(form)
    is_good = form.is_sent_and_right()
    theme = form.theme()
    if not is_good or theme is None:
        return _look_page(form, 422)
    values: Values = {"theme": dict(theme) or None, "logo_text": form.logo_text.data or None}
    try:
        changed = save_look(values, form.seen.data or "", current_editor(), now())
    except StaleEditError as error:
        _told(form, version_of(site_values(), LOOK))
        return _look_page(form, status_of(error))
    _forget()
    words = gettext("The look is saved. Readers see it now.")
    return done(words if changed else gettext("Nothing was changed."), LOOK_PAGE)


@bp.get(LOOK_PAGE + "/preview")
@needs(EditorRole.OWNER)
def saved_look() -> Response:
    """A sample poll in the look that is saved."""
    here = effective_site(settings(), site_values())
    return _sample(here.theme, here.logo_text or here.name, [])


@bp.post(LOOK_PAGE + "/preview")
@needs(EditorRole.OWNER)
def typed_look() -> Response:
    """A sample poll in the look that is typed; or, in the usual one, what is wrong with it."""
    form = LookForm()
    theme = form.theme()
    said = [theme_problem_text(problem) for problem in form.problems]
    name = effective_site(settings(), site_values()).name
    return _sample(theme or (), form.logo_text.data or name, said)


@bp.get(SITE_PAGE)
@needs(EditorRole.OWNER)
def site_page() -> Response:
    """Name, languages, addresses and texts of the site."""
    stored = site_values()
    here = effective_site(settings(), stored)
    return _site_page(SiteForm.of(here, stored, version_of(stored, SITE)))


@bp.post(SITE_PAGE)
@needs(EditorRole.OWNER)
def change_site() -> Response:
    """Save them."""
    form = SiteForm()
    if not form.is_sent_and_right():
        return _site_page(form, 422)
    try:
        changed = save_site(form.values(), form.seen.data or "", current_editor(), now(), _host())
    except StaleEditError as error:
        _told(form, version_of(site_values(), SITE))
        return _site_page(form, status_of(error))
    _forget()
    words = gettext("The site is saved. Readers see it now.")
    return done(words if changed else gettext("Nothing was changed."), SITE_PAGE)


def _look_page(form: LookForm, status: int = 200) -> Response:
    body = render_template("site/look.html", form=form, standard=STANDARD, ratios=_ratios(form))
    return with_status(make_response(body), status)


def _ratios(form: LookForm) -> dict[str, str]:
    """How well each colour shows on the background, where both are colours."""
    found = {}
    for name in ("text", "accent", "bar"):
        try:
            ratio = contrast(read_colour(form.raw[name]), read_colour(form.raw["bg"]))
        except ValueError:
            continue
        found[name] = decimal_text(shown_ratio(ratio), page_language())
    return found


def _sample(theme: Theme, logo: str, said: list[str]) -> Response:
    body = render_template(
        "site/preview.html", look=address_of(theme, held=True), logo=logo, said=said
    )
    return frame_at_desk(make_response(body))


def _site_page(form: SiteForm, status: int = 200) -> Response:
    given = settings()
    stored = site_values().get("base_url")
    waits = stored if "base_url" not in given.given and stored not in (None, given.base_url) else ""
    body = render_template(
        "site/site.html",
        form=form,
        prefix=PREFIX,
        given=given,
        waits=waits,
        starts_with=given.base_url,
    )
    return with_status(make_response(body), status)


def _host() -> str:
    """The host of this request, without its port."""
    host = urlsplit(f"//{request.host}").hostname or ""
    return f"[{host}]" if ":" in host else host


def _told(form: LookForm | SiteForm, seen: str) -> None:
    """Say that somebody else saved; saving once more is then done knowingly."""
    form.seen.data = seen
    form.form_errors.append(
        gettext(
            "Somebody else saved this page meanwhile. Nothing was overwritten, and what you"
            " typed is still here. Open the page anew to see theirs, or save again to put"
            " yours in its place."
        )
    )


def _forget() -> None:
    """Let every page of this process show at once what was saved."""
    current_app.extensions["site"].forget()
    current_app.extensions["kept"].forget_all()
