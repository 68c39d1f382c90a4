"""The floor that everything is held against: a Flask app that says hello."""

from flask import Flask

application = Flask(__name__)


@application.get("/hello")
def hello() -> str:
    """The smallest page there is."""
    return "hello"
