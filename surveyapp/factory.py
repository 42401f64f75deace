"""The application put together: settings, database, languages, doors; for wsgi and tests."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine

from surveyapp.config import ROOT, Settings
from surveyapp.db import open_database
from surveyapp.evidence_store import open_store
from surveyapp.web import BLUEPRINTS
from surveyapp.web.addresses import register_addresses
from surveyapp.web.error_pages import register_error_pages
from surveyapp.web.language import choose_locale, choose_time_zone
from surveyapp.web.lifecycle import register_lifecycle
from surveyapp.web.printing import register_printing

MAX_BODY = 64 * 1024 * 1024
"""The largest body taken at all, in bytes; doors with smaller needs set their own limit."""


def create_app(settings: Settings | None = None, *, engine: Engine | None = None) -> Flask:
    """Make the application for one installation."""
    chosen = settings or Settings.from_env()
    app = Flask("surveyapp", template_folder=str(ROOT / "templates"), static_folder=_static())
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        TRUSTED_HOSTS=_hosts(chosen),
        SETTINGS=chosen,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="cx_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=chosen.base_url.startswith("https://"),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="zh_CN",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "surveyapp" / "translations"),
    )
    app.extensions["engine"] = engine or open_database(chosen.database_url)
    open_store(chosen.files_dir)
    CSRFProtect(app)
    Babel(app, locale_selector=choose_locale, timezone_selector=choose_time_zone)
    register_addresses(app)
    register_lifecycle(app)
    register_error_pages(app)
    register_printing(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _hosts(settings: Settings) -> list[str]:
    """Return the hosts this site answers for: its public address, and the machine itself."""
    public = urlsplit(settings.base_url).hostname
    return [*([public] if public else []), "127.0.0.1", "localhost"]


def _static() -> str:
    return str(Path(__file__).parent / "static")
