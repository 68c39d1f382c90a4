"""The WSGI application, for any server: ``pollsvc.wsgi:application``."""

from pollsvc.app import create_app

application = create_app()
