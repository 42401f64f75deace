"""The way through a questionnaire is found anew from what is answered."""

from dataclasses import replace

from forms.instrument import DONT_KNOW, Instrument, Item, Option, Section, Text
from forms.path import (
    answers_on_path,
    find_path,
    first_incomplete,
    is_complete,
    missing_items,
    unanswered_items,
)

TWO = (Option("a", Text("甲")), Option("b", Text("乙")))
GROUP = Item("P1", "single", Text("身份"), options=TWO, is_required=True, is_group_question=True)
AREA = Item("P3", "single", Text("区域"), options_from="task_areas")
FIRST = Item("A1", "single", Text("一"), options=TWO, is_required=True)
LAST = Item("A2", "open", Text("二"))
INSTRUMENT = Instrument(
    code="Q",
    version="1",
    mode="survey",
    title=Text("问卷"),
    sections=(Section("who", (GROUP, AREA)), Section("one", (FIRST,)), Section("two", (LAST,))),
)


def test_an_invited_respondent_is_not_asked_for_the_group() -> None:
    path = find_path(INSTRUMENT, is_group_asked=False)
    assert [section.code for section in path.sections] == ["one", "two"]


def test_areas_of_the_task_become_the_options() -> None:
    path = find_path(INSTRUMENT, is_group_asked=True, areas=TWO)
    assert [item.code for item in path.first.items] == ["P1", "P3"]
    assert path.first.items[1].options == TWO


def test_neighbours_and_positions_follow_the_path() -> None:
    path = find_path(INSTRUMENT, is_group_asked=True)
    one = path.find("one")
    assert one is not None
    assert path.position("one") == 2
    assert path.next_after("one") == path.sections[2]
    assert path.next_after("two") is None
    assert path.previous_to("one") == path.first
    assert path.previous_to("who") is None
    assert path.find("elsewhere") is None


def test_one_goes_on_where_something_is_unanswered() -> None:
    path = find_path(INSTRUMENT, is_group_asked=True)
    answers = {"P1": "a"}
    going_on = first_incomplete(path, answers, left=())
    assert going_on is not None
    assert going_on.code == "one"
    assert first_incomplete(path, {"P1": "a", "A1": "a", "A2": "好"}, left=()) is None


def test_a_page_that_was_left_is_not_asked_for_again() -> None:
    path = find_path(INSTRUMENT, is_group_asked=True)
    assert first_incomplete(path, {"P1": "a"}, left=("one", "two")) is None


def test_the_group_cannot_be_left() -> None:
    path = find_path(INSTRUMENT, is_group_asked=True)
    assert not is_complete(path.first, {}, left=("who",))


def test_dont_know_is_an_answer() -> None:
    section = Section("one", (replace(FIRST, dont_know=Text("不了解")),))
    assert missing_items(section, {}) == section.items
    assert missing_items(section, {"A1": DONT_KNOW}) == ()


def test_unanswered_items_come_with_their_page() -> None:
    path = find_path(INSTRUMENT, is_group_asked=False)
    assert [(s.code, i.code) for s, i in unanswered_items(path, {"A1": "a"})] == [("two", "A2")]


def test_answers_off_the_path_never_count() -> None:
    path = find_path(INSTRUMENT, is_group_asked=False)
    assert answers_on_path(path, {"P1": "a", "A1": "b", "X": 1}) == {"A1": "b"}
