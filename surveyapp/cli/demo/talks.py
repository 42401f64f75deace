"""Playing interviews: assigned, held, written down, confirmed, coded twice, settled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.instrument import Instrument
from forms.interview_rules import MOST_QUOTES
from surveyapp.cli.demo.clockwork import Tick
from surveyapp.cli.demo.ground import Ground
from surveyapp.models import InstrumentVersion, InterviewSession, Segment, Task
from surveyapp.operations.coding import Reading, adjudicate, code_segment
from surveyapp.operations.interviewing import (
    INTERVIEWEE,
    Circumstances,
    NewSession,
    QuestionNotes,
    assign_session,
    complete_session,
    confirm_session,
    save_sheet,
    start_session,
)
from surveyapp.operations.measures import get_instrument


@dataclass(frozen=True)
class Coded:
    """One thing said in a case: its theme, the two coders' valences, the settled one."""

    quote: str
    question: str
    theme: str
    first: int | None
    second: int | None
    settled: int | None


def play_interview(
    task: Task, version: InstrumentVersion, given: Mapping[str, Any], *, ground: Ground, tick: Tick
) -> InterviewSession:
    """Hold one interview of a case; one without anything said stays begun."""
    crew = ground.crew
    new = NewSession(
        interviewee_code=f"演示-{given['id']}",
        group_code=_group_of(task, given, ground),
        interviewer=crew.person("interviewer-1"),
        recorder=crew.person("interviewer-2"),
        post="演示人员",
        no=str(given["id"]),
    )
    row = assign_session(task, version, new, by=crew.actor("officer"), at=tick())
    by = crew.actor("interviewer-1")
    start_session(row, by=by, at=tick(hours=1))
    coded = _coded(given.get("segments") or (), get_instrument(version))
    if not coded:
        return row
    _write_down(row, coded, ground=ground, tick=tick)
    token = complete_session(row, by=by, at=tick())
    if given.get("confirmed"):
        confirm_session(token, by=INTERVIEWEE, at=tick(hours=3))
    return row


def _group_of(task: Task, given: Mapping[str, Any], ground: Ground) -> str:
    groups = ground.groups
    return str(given.get("group") or (groups[0] if groups else task.type_code))


def _coded(segments: Sequence[Sequence[Any]], protocol: Instrument) -> list[Coded]:
    """Give each coded segment a quote and, by its theme, a question under which it was said."""
    said: Counter[str] = Counter()
    found = []
    for number, (theme, first, second, settled) in enumerate(segments, start=1):
        question = _question_for(theme, protocol, said)
        said[question] += 1
        quote = f"（演示原话 {number}，主题 {theme}）"
        found.append(Coded(quote, question, theme, first, second, settled))
    return found


def _question_for(theme: str, protocol: Instrument, said: Mapping[str, int]) -> str:
    """Return the question with the fewest quotes, of the theme's own while they have room."""
    own = [item.code for item in protocol.items if item.theme == theme]
    with_room = [code for code in own if said[code] < MOST_QUOTES]
    return min(with_room or [item.code for item in protocol.items], key=lambda code: said[code])


def _write_down(
    row: InterviewSession, coded: Sequence[Coded], *, ground: Ground, tick: Tick
) -> None:
    by = ground.crew.actor("interviewer-1")
    held = Circumstances(
        has_consent=True, held_on=ground.local_date(tick), place="演示地点", post="演示人员"
    )
    save_sheet(row, held, by=by, at=tick())
    for question in dict.fromkeys(one.question for one in coded):
        quotes = tuple(one.quote for one in coded if one.question == question)
        notes = QuestionNotes(question, points="（演示要点）", quotes=quotes)
        save_sheet(row, notes, by=by, at=tick())


def play_coding(
    row: InterviewSession, given: Mapping[str, Any], *, ground: Ground, tick: Tick
) -> None:
    """Let both coders read every segment and a third person settle it, as the case says."""
    coded = {
        one.quote: one
        for one in _coded(given.get("segments") or (), get_instrument(row.protocol_version))
    }
    for segment in row.segments:
        _read(segment, coded[segment.quote], ground=ground, tick=tick)


def _read(segment: Segment, coded: Coded, *, ground: Ground, tick: Tick) -> None:
    for key, valence in (("interviewer-1", coded.first), ("interviewer-2", coded.second)):
        if valence is not None:
            reading = Reading(coded.theme, valence)
            code_segment(segment, reading, by=ground.crew.actor(key), at=tick(minutes=1))
    if coded.settled is None or coded.first is None or coded.second is None:
        return
    is_agreed = coded.first == coded.second == coded.settled
    adjudicate(
        segment,
        Reading(coded.theme, coded.settled),
        reason="" if is_agreed else "（演示）合议后取此值",
        by=ground.crew.actor("adjudicator"),
        at=tick(minutes=1),
    )
