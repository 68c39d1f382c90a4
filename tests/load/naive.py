"""A poll as a developer writes one in an afternoon, to be compared with.

Flask-WTF form, session cookie, ORM objects, one commit a vote, the database's own
defaults. Nothing here is slow on purpose.
"""

from __future__ import annotations

import os
from typing import Any
from uuid import uuid4

from flask import Flask, flash, redirect, render_template, session, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.wrappers import Response
from wtforms import RadioField, SubmitField
from wtforms.validators import InputRequired

PLACE = "NAIVE_DATABASE_URL"
QUESTION = "In your opinion, what are the US long-term goals for Russia?"
ANSWERS = ("Partnership on U.S. terms", "Deter Russia", "Dissolve Russia", "Alliance against China")


class Base(DeclarativeBase):
    """Base of the tables."""


db = SQLAlchemy(model_class=Base)


class Poll(db.Model):  # type: ignore[name-defined, misc]
    """A question with its answers."""

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    options: Mapped[list[Option]] = relationship(order_by="Option.id")


class Option(db.Model):  # type: ignore[name-defined, misc]
    """One answer and how often it was given."""

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    label: Mapped[str]
    votes: Mapped[int] = mapped_column(default=0)


class Vote(db.Model):  # type: ignore[name-defined, misc]
    """Who has voted."""

    __table_args__ = (UniqueConstraint("poll_id", "voter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    option_id: Mapped[int] = mapped_column(ForeignKey("option.id"))
    voter: Mapped[str]


class BallotForm(FlaskForm):
    """The form, with the token that Flask-WTF puts in."""

    option = RadioField(coerce=int, validators=[InputRequired()])
    submit = SubmitField("Vote")


def create_app() -> Flask:
    """The app on the database named in the environment, with one poll in it."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="naive", SQLALCHEMY_DATABASE_URI=os.environ[PLACE])
    db.init_app(app)
    with app.app_context():
        db.create_all()
        if db.session.get(Poll, 1) is None:
            db.session.add(Poll(question=QUESTION, options=[Option(label=one) for one in ANSWERS]))
            db.session.commit()
    app.add_url_rule("/poll/<int:poll_id>", "vote", vote, methods=["GET", "POST"])
    app.add_url_rule("/poll/<int:poll_id>/results", "results", results)
    return app


def vote(poll_id: int) -> str | Response:
    """Show the form, or take it."""
    poll = db.get_or_404(Poll, poll_id)
    form: Any = BallotForm()  # type: ignore[no-untyped-call]
    form.option.choices = [(option.id, option.label) for option in poll.options]
    if form.validate_on_submit():
        voter = session.setdefault("voter", uuid4().hex)
        if Vote.query.filter_by(poll_id=poll_id, voter=voter).first():
            flash("You have already voted.")
            return redirect(url_for("results", poll_id=poll_id))
        option = db.get_or_404(Option, form.option.data)
        option.votes = Option.votes + 1
        db.session.add(Vote(poll_id=poll_id, option_id=option.id, voter=voter))
        db.session.commit()
        flash("Thank you for your vote.")
        return redirect(url_for("results", poll_id=poll_id))
    return render_template("vote.html", poll=poll, form=form)


def results(poll_id: int) -> str:
    """Show the counts."""
    poll = db.get_or_404(Poll, poll_id)
    return render_template("results.html", poll=poll, total=sum(o.votes for o in poll.options))
