"""What gunicorn asks us at its own moments of life; its settings are given on its command line."""

from surveyapp.cli.lifeline import end_with_parent


def on_starting(_server: object) -> None:
    """Bind the server to the command that started it, before its workers are forked."""
    end_with_parent()
