"""The application factory."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from pollsvc.accounts.wiring import init_accounts
from pollsvc.config import Settings, load_settings
from pollsvc.data import data_folder
from pollsvc.embed import pages as embed_pages
from pollsvc.export import desk as desk_downloads
from pollsvc.export import pages as export_pages
from pollsvc.export import pair_pages
from pollsvc.imports import desk as desk_upload
from pollsvc.imports import desk_file
from pollsvc.polls import (
    desk_begin,
    desk_edit,
    desk_history,
    desk_languages,
    desk_manage,
    desk_people,
)
from pollsvc.results import desk as desk_watch
from pollsvc.results import (
    desk_bulk,
    desk_life,
    desk_list,
    desk_past,
    desk_publish,
    desk_screen,
    desk_share,
    pairs,
)
from pollsvc.results import pages as results_pages
from pollsvc.site.start import with_desk_address
from pollsvc.site.wiring import init_site
from pollsvc.store.db import db, engine_options
from pollsvc.voting import desk_delete, desk_preview, desk_words, words_pages
from pollsvc.voting import pages as voting_pages
from pollsvc.voting.box import open_box
from pollsvc.voting.survey import pages as survey_pages
from pollsvc.web.assets import init_assets
from pollsvc.web.errors import init_errors
from pollsvc.web.health import init_health
from pollsvc.web.kept import Kept
from pollsvc.web.languages import init_languages
from pollsvc.web.look import init_look
from pollsvc.web.manual import init_manual
from pollsvc.web.numbers import init_numbers
from pollsvc.web.outlets import init_outlets
from pollsvc.web.phrases import init_phrases
from pollsvc.web.proxies import TrustedProxies
from pollsvc.web.security import init_security

# A vote form is a few hundred bytes; Werkzeug's own limits do not bind urlencoded bodies.
MAX_BODY = 64 * 1024


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """The application, ready to be asked. Never touches the database's schema.

    Raises:
        SettingsError: with every fault of the settings.
    """
    settings = with_desk_address(settings or load_settings(**overrides))
    app = Flask("pollsvc", template_folder=str(data_folder("templates")), static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        TRUSTED_HOSTS=list(settings.hosts),
        BABEL_DEFAULT_LOCALE="en",
    )
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        # A name that a page does not give is a fault, and no blank.
        "undefined": StrictUndefined,
    }
    app.extensions["settings"] = settings
    db.init_app(app)
    for init in (init_numbers, init_security, init_errors, init_languages, init_phrases):
        init(app)
    for init in (init_outlets, init_assets, init_look, init_health, init_manual):
        init(app)
    for init in (init_accounts, init_site):
        init(app)
    for feature in (
        *(results_pages, pairs, voting_pages, survey_pages, words_pages),
        *(embed_pages, export_pages, pair_pages),
    ):
        app.register_blueprint(feature.bp)
    for screens in (
        *(desk_people, desk_list, desk_bulk, desk_past),
        *(desk_manage, desk_history, desk_delete, desk_upload, desk_file),
        *(desk_begin, desk_edit, desk_preview, desk_languages, desk_publish),
        *(desk_watch, desk_screen, desk_words, desk_life, desk_share, desk_downloads),
    ):
        app.register_blueprint(screens.bp)
    kept = Kept(app.wsgi_app)
    app.extensions["kept"] = kept
    app.extensions["box"] = open_box(settings, kept.counted)
    layers = TrustedProxies(kept, settings.trusted_proxies) if settings.trusted_proxies else kept
    app.wsgi_app = layers  # type: ignore[method-assign]
    return app
