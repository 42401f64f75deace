"""Importing responses from files: all of them or none, every fault with its place."""

import random
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from fixtures.app import NOW
from fixtures.course_files import (
    FOLDER,
    ITEMS,
    MAPPING,
    faults_of,
    file_of,
    line,
    open_courses,
    take,
)
from forms.loading import read_instrument
from scoring.model import read_model_yaml
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused, NotAllowed
from surveyapp.models import Collection, Event, Response
from surveyapp.operations.collecting import CollectionClosed
from surveyapp.operations.importing import (
    AlreadyImported,
    TaskWithoutCollection,
    count_rows,
    import_responses,
    read_mapping,
)
from surveyapp.operations.releasing import close_collection


@pytest.fixture
def opened(database: Engine) -> list[int]:
    """Two tasks of the course model, each with its questionnaire open; the collections' ids."""
    with transaction():
        return [row.id for row in open_courses("C01", "C02")]


def test_rows_become_responses_without_a_way_back_to_the_file(opened: list[int]) -> None:
    assert take(opened[0], file_of(line("1"), line("2", answer="5"))) == 2
    with reading():
        rows = list(session.execute(select(Response).order_by(Response.id)).scalars())
        assert {row.channel for row in rows} == {"imported"}
        assert {row.group_code for row in rows} == {"student"}
        assert sorted(row.answers["Q1"] for row in rows) == [4, 5]
        assert all(len(row.id) == 32 and row.seconds == 100 for row in rows)


def test_one_import_writes_one_event_with_counts_and_hashes(opened: list[int]) -> None:
    take(opened[0], file_of(line("1"), line("2")))
    with reading():
        events = session.execute(select(Event).where(Event.action == "ResponsesImported"))
        (event,) = events.scalars()
        assert event.object_type == "file"
        assert len(event.object_id) == 64
        assert event.after is not None
        assert event.after["n"] == 2
        assert event.after["collections"] == {str(opened[0]): 2}
        assert len(event.after["merkle_root"]) == 64


def test_the_same_file_is_imported_once(opened: list[int]) -> None:
    content = file_of(line("1"))
    take(opened[0], content)
    with pytest.raises(AlreadyImported, match="已导入过"):
        take(opened[0], content)
    assert take(opened[1], content) == 1  # into another task's questionnaire it may go


def test_of_copies_of_a_token_the_first_received_counts(opened: list[int]) -> None:
    # Ruling A9: the first counts whatever its own validity; a missing token is unique.
    rows = [line("1", link="a", answer="1"), line("2", link="a"), line("3"), line("4")]
    take(opened[0], file_of(*rows))
    with reading():
        marked = {
            row.answers["Q1"]: row.is_duplicate
            for row in session.execute(select(Response)).scalars()
            if row.answers["Q1"] == 1 or row.is_duplicate
        }
    assert marked == {1: False, 4: True}


def test_quoted_fields_may_hold_delimiters_and_line_ends(opened: list[int]) -> None:
    row = line("1").replace("1,", '"nr, with ""quotes""\nand a line",', 1)
    assert take(opened[0], file_of(row, line("2"))) == 2


def test_every_fault_of_a_file_is_listed_with_line_column_value_and_remedy(
    opened: list[int],
) -> None:
    content = file_of(
        line("1", first="6"),
        line("1", time="soon"),
        line("3", time="-1", first="4.0"),
        line("4", first="3").replace(",4", ",x", 1),
    )
    assert faults_of(opened[0], content) == [
        "第 2 行“Q1”列的值“6”：不在选项之内；写 1 至 5 的整数，没有回答就留空",
        "第 3 行“time”列的值“soon”：不是秒数；写 0 至 604800 的整数，没有就留空",
        "第 3 行“nr”列的值“1”：编号与前面的重复；每份答卷一个编号",
        "第 4 行“Q1”列的值“4.0”：不在选项之内；写 1 至 5 的整数，没有回答就留空",
        "第 4 行“time”列的值“-1”：不是秒数；写 0 至 604800 的整数，没有就留空",
        "第 5 行“Q2”列的值“x”：不在选项之内；写 1 至 5 的整数，没有回答就留空",
    ]


def test_a_file_with_faults_everywhere_lists_a_thousand_and_counts_the_rest(
    opened: list[int],
) -> None:
    faults = faults_of(opened[0], file_of(*(line(str(n), answer="9") for n in range(50))))
    assert len(faults) == 1001
    assert "还有 400 处没有列出" in faults[-1]


def test_an_empty_cell_is_no_answer_and_dont_know_needs_an_item_that_offers_it(
    opened: list[int],
) -> None:
    row = line("1").replace(",4", ",", 1)
    take(opened[0], file_of(row))
    with reading():
        (answers,) = session.execute(select(Response.answers)).scalars()
    assert "Q1" not in answers
    assert answers["Q2"] == 4


def test_dont_know_is_refused_where_the_item_does_not_offer_it(opened: list[int]) -> None:
    faults = faults_of(opened[0], file_of(line("1", first="dont_know")))
    assert "“dont_know”" in faults[0]


def test_an_unknown_group_or_instrument_is_refused(opened: list[int]) -> None:
    mapping = read_mapping(MAPPING.replace("student", "teacher"))
    assert (
        "没有受访群体“teacher”" in faults_of(opened[0], file_of(line("1")), group=mapping.group)[0]
    )
    assert "问卷“QA”" in faults_of(opened[0], file_of(line("1")), instrument="QA")[0]


def test_rows_of_a_task_without_an_open_questionnaire_stop_the_import(opened: list[int]) -> None:
    mapping = read_mapping((FOLDER / "mapping.yaml").read_bytes())
    head = "instr,class,repeat,attendance,difficulty," + ",".join(ITEMS)
    rows = [f"1,{n},1,0,4," + ",".join(["4"] * 28) for n in (1, 2, 13)]
    content = file_of(*rows, header=head)
    assert count_rows(content, mapping) == {"C01": 1, "C02": 1, "C13": 1}
    with pytest.raises(TaskWithoutCollection, match="C13"), transaction():
        collections = {
            no: session.get_one(Collection, at)
            for no, at in zip(("C01", "C02"), opened, strict=True)
        }
        import_responses(collections, content, mapping, rng=random.Random(1), by=SYSTEM, at=NOW)


def test_a_closed_questionnaire_takes_no_file(opened: list[int]) -> None:
    with transaction():
        row = session.get_one(Collection, opened[0])
        close_collection(row, rng=random.Random(1), by=SYSTEM, at=NOW)
    with pytest.raises(CollectionClosed):
        take(opened[0], file_of(line("1")))


def test_imported_rows_stand_in_the_frozen_matrix(opened: list[int]) -> None:
    take(opened[0], file_of(line("1"), line("2", first="2")))
    with transaction():
        row = session.get_one(Collection, opened[0])
        snapshot = close_collection(row, rng=random.Random(1), by=SYSTEM, at=NOW)
        assert snapshot.n_rows == 2
        assert snapshot.columns == ITEMS


def test_only_an_officer_imports(opened: list[int]) -> None:
    nobody = type(SYSTEM)(person_id=7, name="某人", roles=frozenset())
    with pytest.raises(NotAllowed), transaction():
        row = session.get_one(Collection, opened[0])
        import_responses(
            {"": row},
            file_of(line("1")),
            read_mapping(MAPPING),
            rng=random.Random(1),
            by=nobody,
            at=NOW,
        )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("group: {constant: student}", ""), "group"),
        (("group: {constant: student}", "group: {constant: a, column: b}"), "group"),
        (("instrument: CE", "instrument: ''"), "instrument"),
        (("Q2: Q2", "Q2: Q1"), "“Q1”对应了不止一列"),
        (("id: nr", "idd: nr"), "idd"),
        (("id: nr", "delimiter: '|'"), "delimiter"),
        (("id: nr", "no_answer: [1]"), "no_answer"),
        (("id: nr", "task: {column: class, values: {}}"), "task.values"),
    ],
)
def test_a_faulty_mapping_names_its_place(change: tuple[str, str], expected: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_mapping(MAPPING.replace(*change))
    assert any(expected in str(fault) for fault in refused.value.faults)


def test_the_example_files_agree_with_each_other() -> None:
    model = read_model_yaml(FOLDER / "model.yaml")
    sheet = read_instrument((FOLDER / "instrument.yaml").read_bytes())
    (questionnaire,) = model["questionnaires"]  # type: ignore[misc]
    assert questionnaire["straight_line_needs_reversed"] is False
    assert sheet.rules.straight_line_needs_reversed is False
    scored = [
        (one["id"], one["scale"], one["text"]["zh"], one["text"]["en"])
        for one in questionnaire["items"]
    ]
    asked = [(one.code, one.construct, one.text.zh, one.text.en) for one in sheet.items]
    assert scored == asked


def test_the_real_file_is_the_published_one_byte_for_byte() -> None:
    # UCI Machine Learning Repository, Turkiye Student Evaluation: 5,820 rows, 33 columns.
    content = (FOLDER / "turkiye_student_evaluation.csv").read_bytes()
    mapping = read_mapping((FOLDER / "mapping.yaml").read_bytes())
    counts = count_rows(content, mapping)
    assert sum(counts.values()) == 5820
    assert counts["C01"] == 303
    assert counts["C12"] == 41
    assert Path(FOLDER / "README.md").read_text("utf-8").count("CC BY 4.0") >= 2
