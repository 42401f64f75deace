"""Freezing a task's inputs as one case document; the same rows always give the same document."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from scoring.model.parts import Instrument
from surveyapp.db import session
from surveyapp.models import Collection, Response, Snapshot, Task
from surveyapp.operations.coding import records_for_scoring
from surveyapp.operations.collecting import SCORED_CHANNELS, find_collections
from surveyapp.operations.judging import find_sheets, raw_for_scoring
from surveyapp.operations.measures import get_model
from surveyapp.operations.releasing import find_responses
from surveyapp.operations.reporting import (
    approved_exemptions,
    evidence_by_indicator,
    reliability_decisions,
)
from surveyapp.operations.reporting.figures import latest_figures
from surveyapp.operations.vetoes import veto_state


def freeze_inputs(task: Task) -> dict[str, Any]:
    """Return everything that decides a task's score, in the form of a case file.

    `sources` names the rows that the inputs came from; scoring does not read it.
    """
    questions = veto_state(task).questions
    answered = [question for question in questions if question.answer is not None]
    yes = [question for question in answered if question.answer and question.answer.is_yes]
    surveys: dict[str, Any] = {
        collection.instrument_version.code: _survey(task, collection)
        for collection in find_collections(task)
    }
    surveys["reliability_decisions"] = reliability_decisions(task)
    return {
        "task": {
            "no": task.no,
            "name": {"zh": task.name_zh, "en": task.name_en},
            "type": task.type_code,
            "unit": {"zh": task.unit.name_zh, "en": task.unit.name_en},
        },
        "raw": raw_for_scoring(task),
        "survey": surveys,
        "interviews": {"records": records_for_scoring(task)},
        "vetoes": [question.code for question in yes if not question.is_cap],
        "open_vetoes": [
            question.code for question in questions if not question.is_cap and not question.answer
        ],
        "caps": [question.code for question in yes if question.is_cap],
        "not_applicable": approved_exemptions(task),
        "sources": _sources(task),
    }


def _survey(task: Task, collection: Collection) -> dict[str, Any]:
    model = get_model(task.round.model_version)
    instrument = model.find_instrument(collection.instrument_version.code)
    rated = _rated_codes(instrument)
    rows = find_responses(collection)
    scored = [row for row in rows if row.channel in SCORED_CHANNELS]
    marks_duplicates = any(row.is_duplicate or row.channel == "invited" for row in scored)
    return {
        "frame": collection.n_frame,
        "required": collection.n_required,
        "n_open_unscored": len(rows) - len(scored),
        "responses": [_response(row, rated, marks_duplicates) for row in scored],
    }


def _rated_codes(instrument: Instrument | None) -> frozenset[str]:
    """Return the items that scoring reads: free texts stay with the responses."""
    items = instrument.items if instrument is not None else ()
    return frozenset(item.id for item in items if item.points or item.type in {"nps", "attention"})


def _response(
    row: Response,
    rated: Iterable[str],
    marks_duplicates: bool,  # noqa: FBT001 - a fact of the collection, not a switch
) -> dict[str, Any]:
    """Write one sheet; "don't know" and no answer are no rating alike (rulings A5, A7, A35)."""
    entry: dict[str, Any] = {
        "id": row.id,
        "group": row.group_code,
        "seconds": row.seconds,
        "answers": {
            code: row.answers[code]
            for code in sorted(rated)
            if isinstance(row.answers.get(code), int)
        },
    }
    return {**entry, "duplicate": row.is_duplicate} if marks_duplicates else entry


def _sources(task: Task) -> dict[str, Any]:
    query = select(Snapshot).join(Collection).where(Collection.task_id == task.id)
    snapshots = list(session.execute(query.order_by(Snapshot.id)).scalars())
    return {
        "model": task.round.model_version.content_hash,
        "figures": {code: row.revision for code, row in sorted(latest_figures(task).items())},
        "evidence": evidence_by_indicator(task),
        "sheets": [sheet.label for sheet in find_sheets(task) if sheet.submitted_at is not None],
        "snapshots": {
            row.collection.instrument_version.code: row.content_hash for row in snapshots
        },
    }
