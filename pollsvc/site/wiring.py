"""What an app needs for its site: the live values, the owner's pages, the words of acts."""

from __future__ import annotations

from flask import Flask

from pollsvc.history.changes import change_lines
from pollsvc.history.phrases import act_sentence, act_time, actor_name
from pollsvc.site import desk, desk_history
from pollsvc.site.live import LiveSite
from pollsvc.web.site import site


def init_site(app: Flask) -> None:
    """Let every page and view ask for the site, and serve the pages where it is changed."""
    app.extensions["site"] = LiveSite(app.extensions["settings"])
    app.context_processor(lambda: {"site": site()})
    app.jinja_env.globals.update(
        act_sentence=act_sentence,
        act_time=act_time,
        actor_name=actor_name,
        change_lines=change_lines,
    )
    for pages in (desk, desk_history):
        app.register_blueprint(pages.bp)
