"""What has become of a poll since a form was shown, so that its act was not done."""

from __future__ import annotations

from flask_babel import gettext

from pollsvc.domain.life import Seen, State
from pollsvc.domain.poll import Poll
from pollsvc.history.acts import DeskAct
from pollsvc.history.queries import ActFilter, acts_page
from pollsvc.web.formats import moment_text, sentence_gap
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_

_BY_SOMEBODY = {
    DeskAct.POLL_OPENED.value: N_("%(name)s opened this poll on %(moment)s."),
    DeskAct.POLL_CLOSED.value: N_("%(name)s closed this poll on %(moment)s."),
    DeskAct.POLL_REOPENED.value: N_("%(name)s reopened this poll on %(moment)s."),
    DeskAct.POLL_EXTENDED.value: N_("%(name)s changed its closing time on %(moment)s."),
    DeskAct.POLL_RELEASED.value: N_("%(name)s released its results on %(moment)s."),
    DeskAct.RELEASE_SET.value: N_(
        "%(name)s changed the time at which its results come out on %(moment)s."
    ),
    DeskAct.POLL_ARCHIVED.value: N_("%(name)s archived this poll on %(moment)s."),
    DeskAct.POLL_TAKEN_OUT_OF_ARCHIVE.value: N_(
        "%(name)s took this poll out of the archive on %(moment)s."
    ),
}


def stale_words(poll: Poll, state: State, seen: Seen | None) -> str:
    """Who changed the poll since it was ``seen``, and that nothing was done."""
    rest = gettext("Nothing was done. Look at the poll as it is now, then choose again.")
    return sentence_gap(page_language()).join((_since(poll, state, seen), rest))


def _since(poll: Poll, state: State, seen: Seen | None) -> str:
    if seen is not None and seen.version == poll.definition_version:
        if state is State.OPEN:
            return gettext("This poll has opened meanwhile, at its planned time.")
        return gettext("This poll has closed meanwhile, at its closing time.")
    acts = acts_page(ActFilter(poll_id=poll.id)).acts
    if seen is None and (not acts or acts[0].act != DeskAct.POLL_CLOSED):
        return gettext("This poll is closed.")
    if not acts or not acts[0].editor_name:
        return gettext("Somebody changed this poll meanwhile.")
    words = _BY_SOMEBODY.get(acts[0].act, N_("%(name)s changed this poll on %(moment)s."))
    moment = moment_text(acts[0].at, poll.zone, page_language())
    return gettext(words, name=acts[0].editor_name, moment=moment)
