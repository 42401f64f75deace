"""Experts score blind, each on a sheet of their own, once; supervision answers the vetoes."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW, laying
from fixtures.desk import Desk, open_desk, worked_case
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused, NotAllowed, NotFound
from surveyapp.models import Unit
from surveyapp.operations.judging import (
    NotIndependent,
    SheetEntry,
    SheetSubmitted,
    expert_scores,
    find_candidates,
    find_own_sheets,
    get_own_sheet,
    invite_expert,
    raw_for_scoring,
    save_sheet,
    submit_sheet,
)
from surveyapp.operations.recording import find_events
from surveyapp.operations.rounds import give_duty
from surveyapp.operations.score_runs import freeze_inputs
from surveyapp.operations.vetoes import answer_veto, veto_state, vetoes_for_scoring

CODES = ("A1-3", "C2-3", "C3-2", "E3-2")


def _invite(desk: Desk, login: str, label: str) -> int:
    with transaction():
        person, officer = desk.person(login), desk.actor("officer")
        return invite_expert(desk.task(), person, label, by=officer, at=NOW).id


def _save(desk: Desk, login: str, sheet_id: int, **scores: object) -> None:
    entries = {
        code.replace("_", "-"): score if isinstance(score, SheetEntry) else SheetEntry(score)
        for code, score in scores.items()
    }
    with transaction():
        sheet = get_own_sheet(sheet_id, by=desk.actor(login))
        save_sheet(sheet, entries, by=desk.actor(login), at=NOW)


def _submit(desk: Desk, login: str, sheet_id: int, *, has_no_conflict: bool = True) -> None:
    with transaction():
        sheet = get_own_sheet(sheet_id, by=desk.actor(login))
        submit_sheet(sheet, has_no_conflict=has_no_conflict, by=desk.actor(login), at=NOW)


def _full(value: object = 85) -> dict[str, object]:
    return {code.replace("-", "_"): value for code in CODES}


def test_submitted_scores_come_out_as_the_case_writes_them(database: Engine) -> None:
    desk = open_desk()
    labels = {"expert1": "E1", "expert2": "E2", "expert3": "E3"}
    for login, label in labels.items():
        sheet_id = _invite(desk, login, label)
        own = {c.replace("-", "_"): worked_case()["raw"][c]["experts"][label] for c in CODES}
        _save(desk, login, sheet_id, **own)
        _submit(desk, login, sheet_id)
    with reading():
        raw = raw_for_scoring(desk.task())
        assert expert_scores(desk.task())["A1-3"] == {"E1": "88", "E2": "85", "E3": "90"}
    assert raw == {
        code: {
            "experts": {
                label: score
                for label, score in worked_case()["raw"][code]["experts"].items()
                if label in labels.values()
            }
        }
        for code in CODES
    }


def test_an_open_sheet_counts_for_nothing(database: Engine) -> None:
    desk = open_desk()
    _save(desk, "expert1", _invite(desk, "expert1", "E1"), **_full())
    with reading():
        assert expert_scores(desk.task()) == {}


def test_an_expert_finds_only_the_own_sheet(database: Engine) -> None:
    desk = open_desk()
    first, second = _invite(desk, "expert1", "E1"), _invite(desk, "expert2", "E2")
    with reading():
        assert [sheet.id for sheet in find_own_sheets(desk.actor("expert1"))] == [first]
        for foreign in (second, 999):
            with pytest.raises(NotFound):
                get_own_sheet(foreign, by=desk.actor("expert1"))
    with transaction():
        foreign_sheet = get_own_sheet(second, by=desk.actor("expert2"))
        by = desk.actor("expert1")
        with pytest.raises(NotFound):
            save_sheet(foreign_sheet, {}, by=by, at=NOW)


def test_saving_keeps_what_is_decided_and_a_blank_takes_it_back(database: Engine) -> None:
    desk = open_desk()
    sheet_id = _invite(desk, "expert1", "E1")
    _save(desk, "expert1", sheet_id, A1_3="88.25", C2_3="  ")
    _save(desk, "expert1", sheet_id, A1_3=" ", C2_3=SheetEntry("90", " 好 "))
    with reading():
        sheet = get_own_sheet(sheet_id, by=desk.actor("expert1"))
        rows = [(row.indicator_code, row.score_hundredths, row.reason) for row in sheet.scores]
        actions = [event.action for event in find_events("expert_sheet", sheet_id)]
    assert rows == [("C2-3", 9000, "好")]
    assert actions == ["ExpertInvited", "ExpertSheetSaved", "ExpertSheetSaved"]


@pytest.mark.parametrize(
    "score", ["NaN", "inf", "1e2", "-1", "-0.01", "100.01", "85.555", "九十", True, 1e308]
)
def test_an_impossible_score_is_refused(sqlite_database: Engine, score: object) -> None:
    desk = open_desk()
    sheet_id = _invite(desk, "expert1", "E1")
    with pytest.raises(InputRefused):
        _save(desk, "expert1", sheet_id, A1_3=score, C2_3=80)
    with reading():
        assert get_own_sheet(sheet_id, by=desk.actor("expert1")).scores == []


def test_only_rubric_indicators_are_scored(sqlite_database: Engine) -> None:
    desk = open_desk()
    with pytest.raises(InputRefused):
        _save(desk, "expert1", _invite(desk, "expert1", "E1"), A1_1=90)


def test_a_sheet_is_submitted_whole_with_reasons_and_the_statement(database: Engine) -> None:
    desk = open_desk()
    sheet_id = _invite(desk, "expert1", "E1")
    _save(desk, "expert1", sheet_id, A1_3=95, C2_3=50, C3_2=94.99)
    with pytest.raises(InputRefused) as refused:
        _submit(desk, "expert1", sheet_id, has_no_conflict=False)
    assert [fault.path for fault in refused.value.faults] == [  # type: ignore[attr-defined]
        ("A1-3", "reason"),
        ("C2-3", "reason"),
        ("E3-2", "score"),
        ("has_no_conflict",),
    ]
    reasons = {"A1_3": SheetEntry(95, "国内首创"), "C2_3": SheetEntry(50, "制度未执行")}
    _save(desk, "expert1", sheet_id, **reasons, E3_2=80)
    _submit(desk, "expert1", sheet_id)


def test_after_submission_nothing_changes_even_by_sql(database: Engine) -> None:
    desk = open_desk()
    sheet_id = _invite(desk, "expert1", "E1")
    _save(desk, "expert1", sheet_id, **_full())
    _submit(desk, "expert1", sheet_id)
    with pytest.raises(SheetSubmitted):
        _save(desk, "expert1", sheet_id, A1_3=99)
    with pytest.raises(SheetSubmitted):
        _submit(desk, "expert1", sheet_id)
    for statement in (
        "UPDATE expert_score SET score_hundredths = 1",
        "DELETE FROM expert_score",
        "UPDATE expert_sheet SET submitted_at = NULL",
        "DELETE FROM expert_sheet",
        "INSERT INTO expert_score (sheet_id, indicator_code, score_hundredths) VALUES (1, 'X', 1)",
    ):
        with pytest.raises(DBAPIError, match="never changed"), transaction():
            session.execute(text(statement))


def test_experts_have_no_other_part_in_the_task(database: Engine) -> None:
    desk = open_desk()
    with pytest.raises(NotIndependent):
        _invite(desk, "reviewer", "E1")
    with laying():
        task, officer = desk.task(), desk.actor("officer")
        give_duty(task, desk.person("expert1"), kind="coder", by=officer, at=NOW)
        desk.person("expert2").unit_id = session.query(Unit).one().id
    for login in ("expert1", "expert2"):
        with pytest.raises(NotIndependent):
            _invite(desk, login, "E1")
    with reading():
        names = [person.id for person in find_candidates(desk.task())]
    assert names == [desk.person_ids["expert3"]]


def test_a_label_names_one_expert(sqlite_database: Engine) -> None:
    desk = open_desk()
    _invite(desk, "expert1", "E1")
    for login, label in (
        ("expert2", "E1"),
        ("expert2", " "),
        ("expert1", "E9"),
        ("expert2", "x" * 21),
    ):
        with pytest.raises(InputRefused):
            _invite(desk, login, label)
    with transaction():
        task, person, by = desk.task(), desk.person("expert2"), desk.actor("expert3")
        with pytest.raises(NotAllowed):
            invite_expert(task, person, "E2", by=by, at=NOW)


def _answer(desk: Desk, code: str, *, is_yes: bool, reason: str = "查无记录") -> None:
    with transaction():
        by = desk.actor("supervisor")
        answer_veto(desk.task(), code, is_yes=is_yes, reason=reason, by=by, at=NOW)


def test_veto_questions_are_open_until_supervision_answers(database: Engine) -> None:
    desk = open_desk()
    with reading():
        assert vetoes_for_scoring(desk.task()) == {
            "vetoes": [],
            "open_vetoes": ["V1", "V2", "V3", "V4"],
        }
    for code in ("V1", "V3", "V4"):
        _answer(desk, code, is_yes=False)
    _answer(desk, "V2", is_yes=True, reason="举报经查实")
    with reading():
        assert vetoes_for_scoring(desk.task()) == {"vetoes": ["V2"], "open_vetoes": []}
    _answer(desk, "V2", is_yes=False, reason="复查后撤回")
    with reading():
        state = veto_state(desk.task())
        question = next(q for q in state.questions if q.code == "V2")
        assert state.yes_codes == []
        assert (question.n_answers, question.answer and question.answer.revision) == (2, 2)


def test_supervision_may_establish_a_cap_that_the_data_do_not_show(database: Engine) -> None:
    desk = open_desk()
    with reading():
        before = veto_state(desk.task())
        assert [one.code for one in before.automatic] == ["C1", "C2", "C3", "C4"]
        assert before.open_codes == ["V1", "V2", "V3", "V4"]
    _answer(desk, "C3", is_yes=True, reason="经查实")
    with reading():
        assert vetoes_for_scoring(desk.task())["caps"] == ["C3"]
        after = veto_state(desk.task())
        assert [one.code for one in after.automatic] == ["C1", "C2", "C4"]
        assert after.find("C3") is not None
        assert after.find("V9") is None
        assert freeze_inputs(desk.task())["caps"] == ["C3"]
    _answer(desk, "C3", is_yes=False, reason="复查后撤回")
    with reading():
        assert "caps" not in vetoes_for_scoring(desk.task())
        assert freeze_inputs(desk.task())["caps"] == []


def test_a_veto_answer_needs_a_known_question_a_reason_and_supervision(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    for code, reason in (("C1", " "), ("V9", "没有"), ("V1", " ")):
        with pytest.raises(InputRefused):
            _answer(desk, code, is_yes=True, reason=reason)
    with transaction():
        task, by = desk.task(), desk.actor("officer")
        with pytest.raises(NotAllowed):
            answer_veto(task, "V1", is_yes=False, reason="无", by=by, at=NOW)
