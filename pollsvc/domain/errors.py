"""Every refusal the program knows, without a word about HTTP.

One class a refusal. Its docstring is its message in English, its ``code`` the
stable machine word. ``web.errors`` maps each class to a status once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class PollsvcError(Exception):
    """Something was refused."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str | None = None) -> None:
        """Take the message from the docstring unless one is given."""
        super().__init__(message or (self.__doc__ or "").strip())

    @property
    def message(self) -> str:
        """The message in English."""
        return str(self.args[0])


class PollNotFoundError(PollsvcError):
    """There is no poll at this address."""

    code = "poll_not_found"


class PageNotFoundError(PollsvcError):
    """There is no page at this address."""

    code = "page_not_found"


class PollNotOpenError(PollsvcError):
    """This poll is not open. Your vote was not counted."""

    code = "poll_not_open"


class AlreadyVotedError(PollsvcError):
    """You have already voted in this poll. We counted your first vote."""

    code = "already_voted"


class NothingToWithdrawError(PollsvcError):
    """There is no vote of yours in this poll."""

    code = "nothing_to_withdraw"


class DefinitionChangedError(PollsvcError):
    """The poll was changed while you were answering. Look at it again, then vote."""

    code = "definition_changed"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an answer.

    ``code`` is one of ``nothing_chosen``, ``too_few``, ``too_many``, ``not_alone`` (what
    excludes the others was chosen with them), ``unknown_option``, ``unknown_field``,
    ``one_only``, ``form_not_known``; of rankings ``place_twice`` (``limit``: the place,
    ``options``: who has it), ``place_missing`` (``limit``: the place nobody has),
    ``place_unknown``; of numbers ``not_a_number``, ``too_small``, ``too_large``,
    ``too_exact`` (``limit``: digits after the point); of dates ``not_a_date``,
    ``no_such_day``, ``too_early``, ``too_late``; of texts ``too_long``; ``nothing_written``;
    ``not_chosen`` (words stand beside an option that is not chosen); ``left_out`` (nothing
    was answered, which may stay so once it was pointed out).
    ``question`` is the question's id, a row's in a matrix, or ``None`` for the form as a
    whole; ``limit`` the number that was not kept, where there is one: scaled for numbers,
    a day number for dates. ``options`` are the options concerned.
    """

    code: str
    question: int | None = None
    limit: int | None = None
    options: tuple[int, ...] = ()


class InvalidAnswerError(PollsvcError):
    """There is a problem with the answer."""

    code = "invalid_answer"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep every problem, in the order of the questions."""
        super().__init__()
        self.problems = problems


class UnfinishedGoneError(PollsvcError):
    """These answers were sent or taken back, or their time is over, so they were erased."""

    code = "unfinished_gone"


class CrossSiteError(PollsvcError):
    """Your browser says that this vote was sent from another site, so it was not counted."""

    code = "cross_site"


class ResultsHiddenError(PollsvcError):
    """The results of this poll are not out yet."""

    code = "results_hidden"


class UnknownParameterError(PollsvcError):
    """This address has a parameter that is not known here."""

    code = "unknown_parameter"


class BadParameterError(PollsvcError):
    """A parameter of this address has a value that is not known here."""

    code = "bad_parameter"


class NoChartError(PollsvcError):
    """Of answers in words there is no chart. The results page shows what has been answered."""

    code = "no_chart"


class StoreBusyError(PollsvcError):
    """The database did not answer in time. A vote may be saved or not; sending it again is safe."""

    code = "store_busy"


class StoreFullError(PollsvcError):
    """There is no room left to store your vote. Nothing was changed. Try again later."""

    code = "store_full"


class ChartBusyError(PollsvcError):
    """Charts are being drawn for many readers right now. Try again in a moment."""

    code = "chart_busy"


class DatabaseBehindError(PollsvcError):
    """The database is older than the program. Run: pollsvc upgrade"""

    code = "database_behind"


class DatabaseNewerError(PollsvcError):
    """A newer pollsvc made this database. Install that version, or restore a backup."""

    code = "database_newer"


class SettingsError(PollsvcError):
    """The settings are not usable."""

    code = "settings"


class DefinitionError(PollsvcError):
    """The definition file is not usable."""

    code = "definition"


class PortBusyError(PollsvcError):
    """The port is in use."""

    code = "port_busy"


class SignInNeededError(PollsvcError):
    """Sign in to see this page."""

    code = "sign_in_needed"


class TooManyTriesError(PollsvcError):
    """Signing in was tried too often. Wait a moment, then try again."""

    code = "too_many_tries"

    def __init__(self, seconds: int) -> None:
        """Keep after how many seconds the next try is heard."""
        super().__init__()
        self.seconds = seconds


class FormExpiredError(PollsvcError):
    """This form has expired. Nothing was changed."""

    code = "form_expired"


class NotAllowedError(PollsvcError):
    """Your role does not allow this. Ask an owner of this site."""

    code = "not_allowed"


class NotYoursError(NotAllowedError):
    """You may watch this poll, not change it. Ask one of those who work on it, or an owner."""

    code = "not_yours"


class EmailTakenError(PollsvcError):
    """Somebody here has this email address already."""

    code = "email_taken"


class LastOwnerError(PollsvcError):
    """There has to be an owner. Make somebody else an owner first."""

    code = "last_owner"


class LinkSpentError(PollsvcError):
    """This link has been used, or its time is over. Ask for a new one."""

    code = "link_spent"


class StaleEditError(PollsvcError):
    """Somebody else saved this meanwhile. Nothing was overwritten."""

    code = "stale_edit"


class ActRefusedError(PollsvcError):
    """The poll is not in a state in which this can be done."""

    code = "act_refused"
