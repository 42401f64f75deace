"""Experts: invited by label, each scoring blind on a sheet of their own, handed in once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import DomainError, InputRefused, NotFound, marked
from surveyapp.models import Duty, ExpertScore, ExpertSheet, Person, Task
from surveyapp.operations.recording import record
from surveyapp.operations.reporting.faults import EntryFault, fault_at
from surveyapp.operations.reporting.figures import figures_for_case
from surveyapp.operations.reporting.numbers import (
    NumberRefused,
    case_number,
    hundredths_text,
    read_hundredths,
)
from surveyapp.operations.reporting.sheets import active_indicators, rubric_codes
from surveyapp.operations.reporting.values import has_hidden_signs, is_blank

EXTREME_FROM = 9500
EXTREME_TO = 5000
"""Hundredths from which on, and up to which, a score needs a written reason.

The measure asks for a reason with extreme scores and gives no numbers: these are the product's
defaults, above most of level A and below the middle of level D of the default rubrics.
"""
LONGEST_REASON = 1000
LONGEST_LABEL = 20
NO_LABEL = marked("请填代号，最多 20 个字，例如 E1")


class SheetSubmitted(DomainError):
    """The sheet was handed in; nothing on it changes any more."""

    sentence = marked("评分表已经提交，不能再改。")


class NotIndependent(DomainError):
    """The person has another part in this task and cannot judge it."""

    sentence = marked("%(name)s 在这项任务里有其他职责或属于认定对象单位，不能担任专家。")


@dataclass(frozen=True)
class SheetEntry:
    """What an expert typed for one indicator: a score, blank while undecided, and a reason."""

    score: object
    reason: str = ""


def invite_expert(
    task: Task, person: Person, label: str, *, by: Actor, at: datetime
) -> ExpertSheet:
    """Give an expert a duty on a task and an empty sheet under an anonymous label.

    Raises InputRefused, and NotIndependent when the person has another part in the task.
    """
    require_role(by, Role.OFF, Role.LEAD)
    _require_independent(task, person)
    faults = _label_faults(task, person, label.strip())
    if faults:
        raise InputRefused(faults)
    duty = _find_duty(task, person)
    if duty is None:
        duty = Duty(task_id=task.id, person_id=person.id, kind="expert", given_at=at)
        session.add(duty)
    duty.label = label.strip()
    sheet = ExpertSheet(task_id=task.id, expert_id=person.id, label=label.strip())
    session.add(sheet)
    session.flush()
    after = {"task": task.id, "person": person.id, "label": sheet.label}
    record("ExpertInvited", ("expert_sheet", sheet.id), by=by, at=at, after=after)
    return sheet


def _require_independent(task: Task, person: Person) -> None:
    if not person.as_actor().has_role(Role.EXP):
        raise NotIndependent(name=person.name)
    others = select(Duty.id).where(
        Duty.task_id == task.id, Duty.person_id == person.id, Duty.kind != "expert"
    )
    if person.unit_id == task.unit_id or session.execute(others).first():
        raise NotIndependent(name=person.name)


def _label_faults(task: Task, person: Person, label: str) -> list[EntryFault]:
    sheets = find_sheets(task)
    if not is_label(label):
        return [fault_at(("label",), NO_LABEL)]
    if label in {sheet.label for sheet in sheets}:
        return [fault_at(("label",), marked("代号已被另一位专家使用"))]
    if person.id in {sheet.expert_id for sheet in sheets}:
        return [fault_at(("person",), marked("这位专家已经受邀"))]
    return []


def is_label(label: str) -> bool:
    """Say whether a text can be an expert's anonymous label."""
    return not (is_blank(label) or len(label) > LONGEST_LABEL or has_hidden_signs(label))


def _find_duty(task: Task, person: Person) -> Duty | None:
    query = select(Duty).where(
        Duty.task_id == task.id, Duty.person_id == person.id, Duty.kind == "expert"
    )
    return session.execute(query).scalar_one_or_none()


def save_sheet(
    sheet: ExpertSheet, entries: Mapping[str, SheetEntry], *, by: Actor, at: datetime
) -> ExpertSheet:
    """Keep what an expert has decided so far; a blank score takes an earlier one back.

    Raises NotFound for another expert's sheet, SheetSubmitted, InputRefused with every fault.
    """
    _require_own_open(sheet, by)
    known = rubric_codes(session.get_one(Task, sheet.task_id))
    scores, faults = _read_entries(known, entries)
    if faults:
        raise InputRefused(faults)
    rows = {row.indicator_code: row for row in sheet.scores}
    for code, (score, reason) in scores.items():
        _keep_score(sheet, rows.get(code), (code, score, reason))
    session.flush()
    session.refresh(sheet, ["scores"])
    after = {"n_scored": len(sheet.scores)}
    record("ExpertSheetSaved", ("expert_sheet", sheet.id), by=by, at=at, after=after)
    return sheet


def _keep_score(
    sheet: ExpertSheet, row: ExpertScore | None, entry: tuple[str, int | None, str]
) -> None:
    code, score, reason = entry
    if score is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = ExpertScore(sheet_id=sheet.id, indicator_code=code)
        session.add(row)
    row.score_hundredths, row.reason = score, reason or None


def _read_entries(
    known: tuple[str, ...], entries: Mapping[str, SheetEntry]
) -> tuple[dict[str, tuple[int | None, str]], list[EntryFault]]:
    scores: dict[str, tuple[int | None, str]] = {}
    faults: list[EntryFault] = []
    for code, entry in entries.items():
        if code not in known:
            faults.append(fault_at((code,), marked("这个指标不由专家评分")))
            continue
        if len(entry.reason) > LONGEST_REASON:
            message = marked("最多 %(most)d 个字")
            faults.append(fault_at((code, "reason"), message, most=LONGEST_REASON))
        try:
            score = None if is_blank(entry.score) else read_hundredths(entry.score)
            scores[code] = (score, entry.reason.strip())
        except NumberRefused as refused:
            faults.append(fault_at((code, "score"), refused.message))
    return scores, faults


def find_sheet_faults(
    task: Task, entries: Mapping[str, SheetEntry], *, has_no_conflict: bool
) -> list[EntryFault]:
    """Return all that keeps typed entries from being handed in, without keeping any."""
    codes = rubric_codes(task)
    scores, faults = _read_entries(codes, entries)
    faulty = {fault.path[0] for fault in faults}
    kept = {code: entry for code, entry in scores.items() if entry[0] is not None}
    faults += _missing_faults([code for code in codes if code not in faulty], kept)
    return faults + _statement_faults(has_no_conflict=has_no_conflict)


def _missing_faults(
    codes: Sequence[str], scores: Mapping[str, tuple[int | None, str]]
) -> list[EntryFault]:
    faults = []
    for code in codes:
        score, reason = scores.get(code, (None, ""))
        if score is None:
            faults.append(fault_at((code, "score"), marked("还没有评分")))
        elif needs_reason(score) and is_blank(reason):
            faults.append(fault_at((code, "reason"), marked("95 分及以上或 50 分及以下须写明理由")))
    return faults


def _statement_faults(*, has_no_conflict: bool) -> list[EntryFault]:
    if has_no_conflict:
        return []
    message = marked("请确认没有需要回避的情形；如有，请不要提交并告知认定专员")
    return [fault_at(("has_no_conflict",), message)]


def submit_sheet(
    sheet: ExpertSheet, *, has_no_conflict: bool, by: Actor, at: datetime
) -> ExpertSheet:
    """Hand a complete sheet in, with the word that nothing binds the expert to the unit.

    Raises NotFound, SheetSubmitted, InputRefused with every score or reason still missing.
    """
    _require_own_open(sheet, by)
    kept = {row.indicator_code: (row.score_hundredths, row.reason or "") for row in sheet.scores}
    faults = _missing_faults(rubric_codes(session.get_one(Task, sheet.task_id)), kept)
    faults += _statement_faults(has_no_conflict=has_no_conflict)
    if faults:
        raise InputRefused(faults)
    sheet.has_no_conflict, sheet.submitted_at = True, at
    session.flush()
    after = {
        "label": sheet.label,
        "scores": {row.indicator_code: row.score_hundredths for row in sheet.scores},
    }
    record("ExpertSheetSubmitted", ("expert_sheet", sheet.id), by=by, at=at, after=after)
    return sheet


def needs_reason(score_hundredths: int) -> bool:
    """Say whether a score is so high or so low that it needs a written reason."""
    return score_hundredths >= EXTREME_FROM or score_hundredths <= EXTREME_TO


def _require_own_open(sheet: ExpertSheet, by: Actor) -> None:
    require_role(by, Role.EXP)
    session.refresh(sheet, with_for_update=True)
    if by.person_id != sheet.expert_id:
        raise NotFound
    if sheet.submitted_at is not None:
        raise SheetSubmitted


def find_own_sheets(by: Actor) -> list[ExpertSheet]:
    """Return an expert's own sheets, those still open first; no others are ever looked up."""
    query = select(ExpertSheet).where(ExpertSheet.expert_id == by.person_id)
    rows = session.execute(query.order_by(ExpertSheet.id)).scalars()
    return sorted(rows, key=lambda sheet: sheet.submitted_at is not None)


def get_own_sheet(sheet_id: int, *, by: Actor) -> ExpertSheet:
    """Return an expert's own sheet; raises NotFound alike for unknown and others' sheets."""
    query = select(ExpertSheet).where(
        ExpertSheet.id == sheet_id, ExpertSheet.expert_id == by.person_id
    )
    sheet = session.execute(query).scalar_one_or_none()
    if sheet is None:
        raise NotFound
    return sheet


def find_sheets(task: Task) -> list[ExpertSheet]:
    """Return all sheets of a task for those who run it: who has handed in, by label."""
    query = select(ExpertSheet).where(ExpertSheet.task_id == task.id)
    return list(session.execute(query.order_by(ExpertSheet.id)).scalars())


def find_candidates(task: Task) -> list[Person]:
    """Return the persons with the role of an expert who are free to judge a task."""
    taken = select(Duty.person_id).where(Duty.task_id == task.id)
    query = select(Person).where(
        Person.organisation_id == task.round.organisation_id, Person.id.not_in(taken)
    )
    people = session.execute(query.order_by(Person.id)).scalars()
    return [
        person
        for person in people
        if person.as_actor().has_role(Role.EXP) and person.unit_id != task.unit_id
    ]


def expert_scores(task: Task) -> dict[str, dict[str, str]]:
    """Return the scores of sheets handed in, as text, by indicator and label."""
    submitted = [sheet for sheet in find_sheets(task) if sheet.submitted_at is not None]
    found: dict[str, dict[str, str]] = {code: {} for code in rubric_codes(task)}
    for sheet in submitted:
        for row in sheet.scores:
            found[row.indicator_code][sheet.label] = hundredths_text(row.score_hundredths)
    return {code: by_label for code, by_label in found.items() if by_label}


def raw_for_scoring(task: Task) -> dict[str, dict[str, object]]:
    """Return a case's `raw`: figures and experts' scores by indicator, in the model's order."""
    figures, scores = figures_for_case(task), expert_scores(task)
    raw: dict[str, dict[str, object]] = {}
    for _, leaf in active_indicators(task):
        entry = dict(figures.get(leaf.code, {}))
        if leaf.code in scores:
            by_label = scores[leaf.code]
            entry["experts"] = {label: case_number(text) for label, text in by_label.items()}
        if entry:
            raw[leaf.code] = entry
    return raw
