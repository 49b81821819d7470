"""The application factory: settings, extensions, fronts."""

from flask import Flask

from forum import api, config, web
from forum.core import logs
from forum.core.db import db
from forum.web import static
from forum.web.application import Application
from forum.web.errors import write_errors_below
from forum.web.security import csrf


def create_app(settings: config.Config | None = None) -> Flask:
    """Return the application for `settings`, by default those of the environment."""
    settings = config.use(settings or config.from_environment())
    for folder in (static.STATIC, static.TEMPLATES):
        if not folder.is_dir():
            raise config.ConfigError(
                f"{folder} is missing: run Vouch from a checkout, or copy the folder beside `forum/`."
            )
    config.prepare(settings)
    app = Application(
        "forum",
        static_folder=str(static.STATIC),
        template_folder=str(static.TEMPLATES),
        instance_path=str(settings.instance),
    )
    app.config.update(
        SECRET_KEY=config.kept_key(settings, "secret_key"),
        SQLALCHEMY_DATABASE_URI=settings.database,
        # What a statement carries stands in no error: errors are logged, and kept with what failed.
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": not settings.is_sqlite, "hide_parameters": True},
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    logs.configure(settings)
    db.init_app(app)
    web.register(app)
    api.register(app)
    csrf.exempt(api.blueprint)
    write_errors_below(app, api.PREFIX, api.problem)
    return app
