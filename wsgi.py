"""The site for a WSGI server of your own: `gunicorn wsgi:app`. Run `forum worker` beside it."""

from forum.app import create_app

app = create_app()
