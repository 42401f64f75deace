"""`work`: doing queued work, beside the server or once; what the work is lies in the worker."""

import argparse
import signal
import threading

from surveyapp.cli.installation import installation, require_schema
from surveyapp.cli.lifeline import end_with_parent
from surveyapp.worker import run_pending, work


def work_command(chosen: argparse.Namespace) -> int:
    """Do jobs as they become due until told to stop, or once."""
    end_with_parent()
    with installation(chosen.data) as (_settings, engine):
        require_schema(engine)
        if chosen.once:
            run_pending()
            return 0
        stop = threading.Event()
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, lambda _number, _frame: stop.set())
        work(engine, stop=stop)
    return 0
