"""Exemptions and reliability decisions: one person asks, another decides, within the limits."""

import pytest
from sqlalchemy import Engine

from fixtures.app import NOW, laying
from fixtures.desk import Desk, open_desk
from surveyapp.db import reading, transaction
from surveyapp.errors import DutiesNotSeparated, InputRefused, NotAllowed, WrongState
from surveyapp.operations.reporting import (
    ReliabilityRequest,
    approved_exemptions,
    decide_exemption,
    decide_reliability,
    find_exemptions,
    find_reliability_decisions,
    missing_figures,
    reliability_decisions,
    request_exemption,
    request_reliability_decision,
)
from surveyapp.operations.reporting.exemptions import TooMuchExempted, WholeDimensionExempted


def _ask(desk: Desk, code: str, reason: str = "本任务不涉及") -> None:
    with transaction():
        request_exemption(desk.task(), code, reason, by=desk.actor("officer"), at=NOW)


def _decide(desk: Desk, *, is_approved: bool, login: str = "reviewer", index: int = -1) -> None:
    with transaction():
        row = find_exemptions(desk.task())[index]
        by = desk.actor(login)
        decide_exemption(row, is_approved=is_approved, reason="情况属实", by=by, at=NOW)


def test_only_an_approved_request_leaves_an_indicator_out(database: Engine) -> None:
    desk = open_desk()
    _ask(desk, "B1-3")
    with reading():
        assert approved_exemptions(desk.task()) == []
        assert "B1-3" in missing_figures(desk.task())
    _decide(desk, is_approved=True)
    with reading():
        assert approved_exemptions(desk.task()) == ["B1-3"]
        assert "B1-3" not in missing_figures(desk.task())


def test_a_refused_request_may_be_made_again(database: Engine) -> None:
    desk = open_desk()
    _ask(desk, "B1-3")
    with pytest.raises(WrongState):
        _ask(desk, "B1-3")
    _decide(desk, is_approved=False)
    _ask(desk, "B1-3", "补充：上级已取消报送")
    _decide(desk, is_approved=True)
    with pytest.raises(WrongState):
        _decide(desk, is_approved=True)
    with reading():
        assert approved_exemptions(desk.task()) == ["B1-3"]


def test_another_person_with_the_role_decides(database: Engine) -> None:
    desk = open_desk()
    _ask(desk, "B1-3")
    for login in ("officer", "second_officer", "expert1"):
        with pytest.raises(NotAllowed):
            _decide(desk, is_approved=True, login=login)


def test_nobody_decides_on_the_own_request_whatever_their_roles(database: Engine) -> None:
    desk = open_desk()
    _ask(desk, "B1-3")
    with laying():
        find_exemptions(desk.task())[0].requested_by = desk.person_ids["reviewer"]
    with pytest.raises(DutiesNotSeparated):
        _decide(desk, is_approved=True)


def test_a_whole_level_2_covers_its_indicators(sqlite_database: Engine) -> None:
    desk = open_desk()
    _ask(desk, "C3")
    _decide(desk, is_approved=True)
    with reading():
        assert approved_exemptions(desk.task()) == ["C3"]
        assert {"C3-1", "C3-3"}.isdisjoint(missing_figures(desk.task()))


def test_a_whole_level_1_and_too_many_points_are_refused_early(sqlite_database: Engine) -> None:
    desk = open_desk()
    _ask(desk, "D1")
    _ask(desk, "D2")
    with pytest.raises(WholeDimensionExempted):
        _ask(desk, "D3")
    with pytest.raises(TooMuchExempted):
        _ask(desk, "A1")


@pytest.mark.parametrize(
    ("code", "reason"),
    [("A", "整个"), ("Z1", "没有"), ("B1-2", "对此类任务本无权重"), ("B1-3", " ")],
)
def test_a_request_needs_a_known_code_and_a_reason(
    sqlite_database: Engine, code: str, reason: str
) -> None:
    with pytest.raises(InputRefused):
        _ask(open_desk(), code, reason)


def _ask_reliability(desk: Desk, request: ReliabilityRequest) -> None:
    with transaction():
        by = desk.actor("officer")
        request_reliability_decision(desk.task(), request, by=by, at=NOW)


def _decide_reliability(desk: Desk, *, is_approved: bool, login: str = "reviewer") -> None:
    with transaction():
        row = find_reliability_decisions(desk.task())[-1]
        by = desk.actor(login)
        decide_reliability(row, is_approved=is_approved, reason="同意", by=by, at=NOW)


def test_decisions_come_out_as_a_case_writes_them(database: Engine) -> None:
    desk = open_desk()
    requests = [
        ReliabilityRequest("SA1", "drop_item", "A04 拉低信度", items=("A04",)),
        ReliabilityRequest("SA2", "fallback", "改用访谈与评判", score="81.25"),
        ReliabilityRequest("SA3", "exempt", "样本单一"),
    ]
    for request, is_approved in zip(requests, (True, True, False), strict=True):
        _ask_reliability(desk, request)
        with reading():
            n_before = len(reliability_decisions(desk.task()))
        _decide_reliability(desk, is_approved=is_approved)
        with reading():
            assert len(reliability_decisions(desk.task())) == n_before + 1
    with reading():
        assert reliability_decisions(desk.task()) == [
            {
                "scale": "SA1",
                "action": "drop_item",
                "items": ["A04"],
                "reason": "A04 拉低信度",
                "approved": True,
            },
            {
                "scale": "SA2",
                "action": "fallback",
                "score": 81.25,
                "reason": "改用访谈与评判",
                "approved": True,
            },
            {"scale": "SA3", "action": "exempt", "reason": "样本单一", "approved": False},
        ]


@pytest.mark.parametrize(
    "request_",
    [
        ReliabilityRequest("SX", "exempt", "无"),
        ReliabilityRequest("SA1", "resample", "无"),
        ReliabilityRequest("SA1", "exempt", " "),
        ReliabilityRequest("SA1", "exempt", "无", items=("A04",)),
        ReliabilityRequest("SA1", "exempt", "无", score="80"),
        ReliabilityRequest("SA1", "drop_item", "无"),
        ReliabilityRequest("SA1", "drop_item", "无", items=("A06",)),
        ReliabilityRequest("SA1", "drop_item", "无", items=("A04", "A04")),
        ReliabilityRequest("SA2", "drop_item", "留不下三题", items=("A06", "A07")),
        ReliabilityRequest("SA1", "fallback", "无"),
        ReliabilityRequest("SA1", "fallback", "无", score="100.01"),
        ReliabilityRequest("SA1", "fallback", "无", score="NaN"),
    ],
    ids=str,
)
def test_a_request_that_cannot_be_carried_out_is_refused(
    sqlite_database: Engine, request_: ReliabilityRequest
) -> None:
    with pytest.raises(InputRefused):
        _ask_reliability(open_desk(), request_)


def test_one_open_request_a_construct_and_another_person_decides(database: Engine) -> None:
    desk = open_desk()
    _ask_reliability(desk, ReliabilityRequest("SA1", "exempt", "样本单一"))
    with pytest.raises(WrongState):
        _ask_reliability(desk, ReliabilityRequest("SA1", "exempt", "样本单一"))
    with pytest.raises(NotAllowed):
        _decide_reliability(desk, is_approved=True, login="officer")
    with laying():
        find_reliability_decisions(desk.task())[0].requested_by = desk.person_ids["reviewer"]
    with pytest.raises(DutiesNotSeparated):
        _decide_reliability(desk, is_approved=True)
