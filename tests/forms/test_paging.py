"""Items are spread over pages so that a phone shows few at a time and constructs stay together."""

from forms.instrument import Item, Text
from forms.paging import lay_out


def _likert(n: int, construct: str = "S") -> list[Item]:
    return [Item(f"{construct}{i}", "likert5", Text("?"), construct=construct) for i in range(n)]


def _sizes(items: list[Item]) -> list[int]:
    return [len(section.items) for section in lay_out([], items)]


def test_twenty_items_make_four_pages() -> None:
    assert _sizes(_likert(20)) == [5, 5, 5, 5]


def test_a_long_construct_is_spread_evenly() -> None:
    assert _sizes(_likert(12)) == [4, 4, 4]
    assert _sizes(_likert(16)) == [4, 4, 4, 4]
    assert _sizes(_likert(7)) == [4, 3]


def test_an_attention_item_hides_in_a_later_page_with_room() -> None:
    attention = Item("X", "attention", Text("?"), expected=4)
    pages = lay_out([], [attention, *_likert(4, "S"), *_likert(4, "T")])
    assert [item.code for item in pages[1].items] == ["T0", "T1", "T2", "X", "T3"]


def test_an_attention_item_without_room_has_a_page_of_its_own() -> None:
    attention = Item("X", "attention", Text("?"), expected=4)
    assert _sizes([*_likert(5), attention]) == [5, 1]


def test_a_profile_comes_first_and_everything_else_last() -> None:
    profile = [Item("P", "single", Text("?"))]
    pages = lay_out(
        profile, [Item("N", "nps", Text("?")), *_likert(2), Item("O", "open", Text("?"))]
    )
    assert [[item.code for item in page.items] for page in pages] == [
        ["P"],
        ["S0", "S1"],
        ["N", "O"],
    ]
