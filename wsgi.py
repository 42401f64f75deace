"""The application for any WSGI server: `gunicorn wsgi:app`."""

from surveyapp.factory import create_app

app = create_app()
