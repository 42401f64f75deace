"""Figures typed at the desk: kept, refused beside their fields, never lost or overwritten."""

import io
import re

import pytest
from flask.testing import FlaskClient

from fixtures.app import csrf_token
from fixtures.desk import Desk, post
from surveyapp.db import reading
from surveyapp.operations.reporting.figures import latest_figures

SAID = {"source": "业务台账", "statement": "y"}
A12 = {"A1-2__actual": "352,225", "A1-2__planned": "365000"}


def _figures(desk: Desk) -> dict[str, object]:
    with reading():
        return {code: row.values for code, row in latest_figures(desk.task()).items()}


def test_figures_typed_on_the_page_are_kept_and_shown_with_what_they_make(
    officer: FlaskClient, desk: Desk
) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    rows = {
        "A1-1__objectives__0__name": "新建助餐点",
        "A1-1__objectives__0__target": "40",
        "A1-1__objectives__0__actual": "38",
        "A1-1__objectives__0__weight": "60",
        "A1-1__objectives__3__name": "送餐覆盖率",
        "A1-1__objectives__3__target": "90",
        "A1-1__objectives__3__actual": "84.6",
        "A1-1__objectives__3__weight": "40",
    }
    checklist = {
        "A3-1__items__passed": "11",
        "A3-1__items__applicable": "12",
        "A3-1__items__critical_failed": "0",
    }
    answer = post(officer, path, **SAID, **A12, **rows, **checklist, seen="0")
    assert (answer.status_code, answer.location) == (302, path)
    kept = _figures(desk)
    assert kept["A1-2"] == {"actual": "352225", "planned": "365000"}
    assert kept["A1-1"] == {
        "objectives": [
            {"name": "新建助餐点", "target": "40", "actual": "38", "weight": "60"},
            {"name": "送餐覆盖率", "target": "90", "actual": "84.6", "weight": "40"},
        ]
    }
    page = officer.get(path).text
    assert "已保存 3 个指标" in page
    assert "96.5" in page
    assert 'value="352225"' in page


def test_saving_may_lead_on_to_the_next_dimension(officer: FlaskClient, desk: Desk) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    answer = post(officer, path, **SAID, **A12, seen="0", go="next")
    assert answer.location == f"/desk/tasks/{desk.task_id}/figures/B"


def test_faults_stand_beside_their_fields_and_typed_values_come_back(
    officer: FlaskClient, desk: Desk
) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    values = {
        "A1-2__actual": "三百",
        "A1-2__planned": "",
        "A1-4__unapproved": "-1",
        "A1-4__late": "<b>2</b>",
        "A1-1__objectives__2__name": "只有名称",
    }
    answer = post(officer, path, **SAID, **values, seen="0")
    assert answer.status_code == 400
    page = answer.text
    assert "<title>错误" in page
    assert 'value="三百"' in page
    assert "&lt;b&gt;2&lt;/b&gt;" in page
    for field in (
        "A1-2__actual",
        "A1-2__planned",
        "A1-4__unapproved",
        "A1-4__late",
        "A1-1__objectives__2__target",
    ):
        assert f'href="#{field}"' in page
        assert f'id="{field}-error"' in page
    summary = page[page.index("error-summary") : page.index("</ul>", page.index("error-summary"))]
    told = re.findall(r">([^<]+)</a>", summary)
    assert len(told) == len(set(told))
    assert any(one.startswith("A1-2 · 实际完成量：") for one in told)
    assert any(one.startswith("A1-1 · 目标清单（目标值/实际值/权重），第 3 行，") for one in told)
    assert _figures(desk) == {}


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e308", "9" * 5000, "a\x00b", "\u202e1"])
def test_no_typed_value_breaks_the_page(officer: FlaskClient, desk: Desk, value: str) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/B"
    values = {"B3-1__hours": value}
    answer = post(officer, path, **SAID, **values, seen="0")
    assert answer.status_code == 400
    assert 'id="B3-1__hours-error"' in answer.text


def test_a_batch_needs_its_source_and_its_statement(officer: FlaskClient, desk: Desk) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    for said in ({"source": "台账"}, {"statement": "y"}, {"source": " \u200b", "statement": "y"}):
        assert post(officer, path, **said, **A12, seen="0").status_code == 400
    assert post(officer, path, **SAID, seen="0").status_code == 400
    assert _figures(desk) == {}


def test_faults_of_values_and_of_what_is_said_are_told_together(
    officer: FlaskClient, desk: Desk
) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    page = post(officer, path, **{"A1-2__actual": "三百", "A1-2__planned": "1"}, seen="0").text
    for field in ("A1-2__actual", "source", "statement"):
        assert f'href="#{field}"' in page
    base = f"/desk/tasks/{desk.task_id}/figures"
    answer = post(officer, f"{base}/import", base, file=(io.BytesIO(b"a,b"), "a.xlsx"))
    assert "这不是 .xlsx 文件" in answer.text
    assert 'href="#source"' in answer.text


def test_a_field_sent_twice_is_refused(officer: FlaskClient, desk: Desk) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    token = csrf_token(officer.get(path).text)
    values = {"csrf_token": token, **SAID, **A12, "seen": "0", "A1-4__late": ["1", "2"]}
    assert officer.post(path, data=values).status_code == 400
    assert _figures(desk) == {}


def test_fields_of_other_dimensions_and_rows_of_the_database_are_not_taken(
    officer: FlaskClient, desk: Desk
) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    extra = {"B3-1__hours": "1", "task_id": "2", "entered_by": "1", "revision": "9", "batch": "x"}
    assert post(officer, path, **SAID, **A12, **extra, seen="0").status_code == 302
    assert list(_figures(desk)) == ["A1-2"]


def test_somebody_elses_newer_figures_are_not_overwritten_unseen(
    officer: FlaskClient, desk: Desk
) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    post(officer, path, **SAID, **A12, seen="0")
    older = {"A1-2__actual": "1", "A1-2__planned": "2"}
    answer = post(officer, path, **SAID, **older, seen="0")
    assert answer.status_code == 400
    assert "有人更新了" in answer.text
    assert 'name="A1-2__actual" type="text" value="1"' in answer.text
    assert _figures(desk)["A1-2"] == {"actual": "352225", "planned": "365000"}


def test_what_was_filled_in_cannot_be_emptied(officer: FlaskClient, desk: Desk) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    post(officer, path, **SAID, **A12, seen="0")
    page = officer.get(path).text
    seen = page.split('name="seen" type="hidden" value="')[1].split('"')[0]
    empty = dict.fromkeys(A12, "")
    assert post(officer, path, **SAID, **empty, seen=seen).status_code == 400


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "“按期完成节点数” 30 多于它的整体“应完成节点数” 20"),
        ("en", "“milestones on time”, 30, is more than its whole “milestones due”, 20"),
    ],
)
def test_a_part_above_its_whole_is_told_beside_its_field_in_the_readers_language(
    officer: FlaskClient, desk: Desk, language: str, words: str
) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/A?lang={language}"
    impossible = {"A2-1__on_time": "30", "A2-1__due": "20"}
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', officer.get(path).text)
    assert seen is not None
    answer = post(officer, path, **SAID, **impossible, seen=seen[1])
    assert answer.status_code == 400
    assert words in answer.text
    assert 'id="A2-1__on_time-error"' in answer.text
    assert _figures(desk) == {}


def test_a_figure_hard_to_believe_is_kept_once_its_reason_is_written(
    officer: FlaskClient, desk: Desk
) -> None:
    path = f"/desk/tasks/{desk.task_id}/figures/B"
    absurd = {"B2-1__effective_hours": "99999999", "B2-1__total_hours": "1"}
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', officer.get(path).text)
    assert seen is not None
    answer = post(officer, path, **SAID, **absurd, seen=seen[1])
    assert answer.status_code == 400
    assert "离赋分范围太远" in answer.text
    assert 'id="B2-1__effective_hours-error"' in answer.text
    assert 'id="reason-error"' in answer.text
    assert _figures(desk) == {}
    kept = post(officer, path, **SAID, **absurd, seen=seen[1], reason="试验设备连续运转")
    assert kept.status_code == 302
    assert set(_figures(desk)) == {"B2-1"}
