"""Jobs: one holder at a time, a stale holder's work is not written, failures come back later."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine, select

from fixtures.app import NOW
from fixtures.builders import keep_notice, open_stage
from surveyapp import worker
from surveyapp.db import reading, session, transaction
from surveyapp.models import Job, NoticeFile
from surveyapp.operations.jobs import (
    LEASE,
    LONGEST_PAUSE,
    Lease,
    LeaseLost,
    claim,
    enqueue,
    fail,
    finish,
    report_progress,
)
from surveyapp.pdf import is_pdf_available


def _enqueue(n: int = 1) -> None:
    with transaction():
        for at in range(n):
            enqueue("count", f"count:{at}", {"n": at}, at=NOW)


def _claim(owner: str, at: datetime = NOW) -> Lease:
    with transaction():
        held = claim(owner, at=at)
    assert held is not None
    return held


def test_the_same_key_is_queued_once(sqlite_database: Engine) -> None:
    _enqueue()
    _enqueue()
    with reading():
        assert session.query(Job).count() == 1


def test_eight_holders_take_each_job_exactly_once(database: Engine) -> None:
    _enqueue(40)
    taken: list[int] = []

    def hold(name: str) -> None:
        while True:
            with transaction():
                held = claim(name, at=NOW)
                if held is None:
                    return
                finish(held, at=NOW)
            taken.append(held.job_id)

    threads = [Thread(target=hold, args=(f"w{at}",)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 40
    with reading():
        jobs = session.execute(select(Job)).scalars()
        assert {(job.state, job.attempts, job.n_done) for job in jobs} == {("done", 1, 1)}


def test_an_expired_lease_is_taken_over_and_fences_off_the_first_holder(
    database: Engine,
) -> None:
    _enqueue()
    first = _claim("slow")
    later = NOW + LEASE
    second = _claim("quick", later)
    assert (second.job_id, second.attempt) == (first.job_id, 2)
    for late in (
        lambda: finish(first, at=later),
        lambda: fail(first, "x", at=later),
        lambda: report_progress(first, 1, at=later),
    ):
        with pytest.raises(LeaseLost), transaction():
            late()
    with transaction():
        finish(second, at=later)
    with pytest.raises(LeaseLost), transaction():
        finish(second, at=later)


def test_a_lease_that_ran_out_cannot_finish_even_if_nobody_took_over(
    sqlite_database: Engine,
) -> None:
    _enqueue()
    held = _claim("slow")
    with pytest.raises(LeaseLost), transaction():
        finish(held, at=NOW + LEASE)


def test_progress_renews_the_lease(sqlite_database: Engine) -> None:
    _enqueue()
    held = _claim("steady")
    almost = NOW + LEASE - timedelta(seconds=1)
    with transaction():
        report_progress(held, 3, n_total=10, at=almost)
    with transaction():
        assert claim("other", at=NOW + LEASE) is None
        job = session.get_one(Job, held.job_id)
        assert (job.state, job.n_done, job.n_total) == ("running", 3, 10)


def test_a_failure_is_due_again_after_a_pause_that_doubles(sqlite_database: Engine) -> None:
    _enqueue()
    at, pauses = NOW, []
    for _ in range(12):
        held = _claim("w", at)
        with transaction():
            fail(held, "no paper", at=at)
        with transaction():
            job = session.get_one(Job, held.job_id)
            assert (job.state, job.last_error) == ("failing", "no paper")
            pauses.append(job.due_at - at)
            assert claim("w", at=job.due_at - timedelta(seconds=1)) is None
            at = job.due_at
    assert [pause.total_seconds() for pause in pauses[:4]] == [5, 10, 20, 40]
    assert pauses[-1] == LONGEST_PAUSE


def test_work_that_nobody_knows_is_kept_as_failing(
    sqlite_database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    _enqueue()
    assert worker.run_pending(at=NOW) == 0
    with reading():
        job = session.execute(select(Job)).scalar_one()
        assert job.state == "failing"
        assert job.last_error is not None
        assert "KeyError" in job.last_error
    assert "will be tried again" in caplog.text


@pytest.mark.skipif(not is_pdf_available(), reason="no Pango on this machine")
def test_the_worker_makes_a_notices_files_and_stops_when_told(sqlite_database: Engine) -> None:
    keep_notice(open_stage())
    stop = worker.threading.Event()
    thread = Thread(target=worker.work, args=(sqlite_database,), kwargs={"stop": stop})
    thread.start()
    for _ in range(300):
        with reading():
            languages = {file.language for file in session.execute(select(NoticeFile)).scalars()}
        if languages == {"zh", "en"}:
            break
        stop.wait(0.1)
    stop.set()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert languages == {"zh", "en"}
