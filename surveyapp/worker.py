"""The worker: takes jobs from their table and does them, beside the server or called once."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from surveyapp.clock import now
from surveyapp.db import clean_residue, is_alive, transaction
from surveyapp.operations.jobs import Lease, LeaseLost, claim, fail, finish
from surveyapp.operations.notices import prepare_files, print_notice
from surveyapp.operations.releasing import RESIDUE

PAUSE_SECONDS = 1.0

Effect = Callable[[datetime], None]
Work = Callable[[Mapping[str, object]], Effect]


def _clean(_parameters: Mapping[str, object]) -> Effect:
    """Clean what closed questionnaires left in the files; there is nothing to write for it."""
    clean_residue("spool", "draft", "invitation")
    return lambda _at: None


WORK: dict[str, Work] = {
    "render_notice": partial(prepare_files, render=print_notice),
    RESIDUE: _clean,
}
"""Kind of job -> what prepares its effect outside any transaction; the effect is written once,
in the transaction that closes the job."""

log = logging.getLogger(__name__)


def worker_name() -> str:
    """Return a name that no other holder has at the same time."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def run_pending(*, at: datetime | None = None, owner: str | None = None) -> int:
    """Do all work that is due now; return how many jobs were finished."""
    n_finished = 0
    holder = owner or worker_name()
    while True:
        with transaction():
            held = claim(holder, at=at or now())
        if held is None:
            return n_finished
        n_finished += int(_do(held, at=at))


def _do(held: Lease, *, at: datetime | None) -> bool:
    """Prepare the effect, then write it and close the job together; say whether that went well."""
    try:
        effect = WORK[held.kind](held.parameters)
        with transaction():
            moment = at or now()
            effect(moment)
            finish(held, at=moment)
    except LeaseLost:
        log.warning("job %s: the lease ran out, nothing was written", held.job_id)
        return False
    except Exception as error:
        # Whatever stopped it, the number stays taken and the work is due again.
        log.exception("job %s failed and will be tried again", held.job_id)
        _give_back(held, error, at=at or now())
        return False
    return True


def _give_back(held: Lease, error: Exception, *, at: datetime) -> None:
    try:
        with transaction():
            fail(held, f"{type(error).__name__}: {error}", at=at)
    except LeaseLost:
        log.warning("job %s: another holder has it now", held.job_id)


def work(engine: Engine, *, stop: threading.Event) -> None:
    """Do jobs as they become due until `stop` is set; for a thread or a process of its own."""
    while not stop.is_set():
        try:
            if is_alive(engine):
                run_pending()
        except OperationalError as error:
            log.warning("the database does not answer: %s", error.orig)
        stop.wait(PAUSE_SECONDS)
