"""The naive app for a server."""

from tests.load.naive import create_app

application = create_app()
