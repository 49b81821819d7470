"""The site for a WSGI server of your own: `gunicorn wsgi:app`. Run `forum worker` beside it."""

from forum import config
from forum.app import create_app
from forum.web import static

static.prepare(config.current())
app = create_app()
