"""Forms of accounts: raw strings and their shape, with a sentence for every fault."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import ValidationError

from pollsvc.domain.editor import EditorRole
from pollsvc.domain.sign_in import (
    EMAIL_AT_MOST,
    NAME_AT_MOST,
    PASSWORD_AT_LEAST,
    PASSWORD_AT_MOST,
    fold_email,
    is_email,
    password_fault,
)
from pollsvc.domain.texts import clean_text
from pollsvc.web.desk import N_, DeskForm, choices
from pollsvc.web.formats import native_name, number_text
from pollsvc.web.languages import DESK_LANGUAGES, page_language

_PRESENT = {"autocomplete": "current-password"}
_NEW = {"autocomplete": "new-password", "maxlength": str(PASSWORD_AT_MOST)}
ROLES = (
    (EditorRole.EDITOR.value, N_("Editor")),
    (EditorRole.VIEWER.value, N_("Viewer")),
    (EditorRole.OWNER.value, N_("Owner")),
)
ROLE_NOTES = {
    EditorRole.EDITOR.value: N_("Writes polls and runs those that they work on."),
    EditorRole.VIEWER.value: N_("Watches published polls and downloads figures."),
    EditorRole.OWNER.value: N_("Does everything, and looks after people, look and site."),
}


def one_line(typed: str | None) -> str:
    """What was typed, on one line and without what cannot be seen."""
    return " ".join(clean_text(typed or "").split())


class NameMixin:
    """A field for a name, which everybody at the desk sees."""

    name = StringField(
        N_("Your name"),
        filters=[one_line],
        render_kw={"autocomplete": "name", "maxlength": str(NAME_AT_MOST)},
    )

    def validate_name(self, field: StringField) -> None:
        """Ask for a name."""
        if not field.data:
            raise ValidationError(gettext("Give your name, as colleagues know it."))
        if len(field.data) > NAME_AT_MOST:
            raise ValidationError(gettext("Give a shorter name."))


class AddressMixin:
    """A field for an address that can be one; ``folded`` is as it is kept."""

    email = EmailField(
        N_("Email address"),
        render_kw={"autocomplete": "username", "maxlength": str(EMAIL_AT_MOST)},
    )

    @property
    def folded(self) -> str:
        """The address as it is compared and kept."""
        return fold_email(self.email.data or "")

    def validate_email(self, field: EmailField) -> None:
        """Ask for an address."""
        if not is_email(fold_email(field.data or "")):
            raise ValidationError(gettext("Give an email address, such as name@example.org."))


class NewPasswordMixin:
    """A field for a new password, held against the rules."""

    password = PasswordField(N_("Password"), render_kw=_NEW)

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what others would guess first."""
        fault = password_fault(field.data or "", **self.whose())
        if fault:
            raise ValidationError(_password_text(fault))

    def whose(self) -> dict[str, str]:
        """Name and address that the password must not be."""
        return {}


class SignInForm(DeskForm):
    """Signing in, with where to go afterwards and what was typed before."""

    email = EmailField(N_("Email address"), render_kw={"autocomplete": "username"})
    password = PasswordField(N_("Password"), render_kw=_PRESENT)
    next = HiddenField()
    kept = HiddenField()

    def validate_email(self, field: EmailField) -> None:
        """Ask for something to look for."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Enter your email address."))

    def validate_password(self, field: PasswordField) -> None:
        """Ask for something to look at."""
        if not field.data:
            raise ValidationError(gettext("Enter your password."))


class JoinForm(NameMixin, AddressMixin, NewPasswordMixin, DeskForm):
    """What somebody says of themselves who follows an invitation."""

    def whose(self) -> dict[str, str]:
        """Their own name and address."""
        return {"name": self.name.data or "", "email": self.email.data or ""}


class NewPasswordForm(NewPasswordMixin, DeskForm):
    """A new password by a link."""

    password = PasswordField(N_("New password"), render_kw=_NEW)

    def __init__(self, name: str, email: str, **more: Any) -> None:
        super().__init__(**more)
        self._whose = {"name": name, "email": email}

    def whose(self) -> dict[str, str]:
        """The editor's of the link."""
        return self._whose


class ChangePasswordForm(NewPasswordForm):
    """A new password by who knows the present one."""

    present_password = PasswordField(N_("Present password"), render_kw=_PRESENT)

    def validate_present_password(self, field: PasswordField) -> None:
        """Ask for it."""
        if not field.data:
            raise ValidationError(gettext("Enter your present password."))


class AccountForm(NameMixin, DeskForm):
    """One's own name and language."""

    language = SelectField(N_("Language of the desk"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        browsers = ("", gettext("As in my browser"))
        spoken = ((code, native_name(code)) for code in DESK_LANGUAGES)
        self.language.choices = choices([browsers, *spoken])


class ForgottenForm(AddressMixin, DeskForm):
    """Whose password was forgotten."""


class EmailForm(AddressMixin, DeskForm):
    """Another address for somebody."""


class RoleForm(DeskForm):
    """Another role for somebody."""

    role = RadioField(N_("Role"), choices=choices(ROLES))


class InviteForm(DeskForm):
    """Whom to invite."""

    role = RadioField(N_("Role"), choices=choices(ROLES), default=EditorRole.EDITOR.value)
    email = EmailField(N_("Email address (optional)"), render_kw={"autocomplete": "off"})

    @property
    def folded(self) -> str | None:
        """The address as it is compared and kept, if one is given."""
        return fold_email(self.email.data or "") or None

    def validate_email(self, field: EmailField) -> None:
        """Take none, or one that can be one."""
        if self.folded and not is_email(self.folded):
            raise ValidationError(
                gettext("Give an email address, such as name@example.org, or none.")
            )


def _password_text(fault: str) -> str:
    language = page_language()
    match fault:
        case "too_short":
            return gettext(
                "Choose a password of at least %(count)s characters. Three words that do not belong"
                " together are easy to keep in mind.",
                count=number_text(PASSWORD_AT_LEAST, language),
            )
        case "too_long":
            return gettext(
                "Choose a password of at most %(count)s characters.",
                count=number_text(PASSWORD_AT_MOST, language),
            )
        case "yours":
            return gettext("Choose a password that is not your name or email address.")
        case _:
            return gettext("Choose another password: this one is among the first that are tried.")
