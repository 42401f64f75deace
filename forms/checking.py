"""Whether an instrument makes sense: every fault of meaning at once; form belongs to loading."""

from collections import Counter
from collections.abc import Iterator, Sequence

from forms.faults import N_, Fault
from forms.instrument import POINTS_OF_KIND, RATING_KINDS, TASK_AREAS, Instrument, Item

MOST_ITEMS = 500
MOST_ITEMS_A_PAGE = 60


def find_faults(instrument: Instrument) -> list[Fault]:
    """List everything that keeps an instrument from being used.

    Parameters
    ----------
    instrument : Instrument
        An instrument whose form is right.

    Returns
    -------
    list of Fault
        In the order of the document; empty when all is well.
    """
    return [
        *_repeated(instrument),
        *_too_long(instrument),
        *_of_mode(instrument),
        *_of_items(instrument),
        *_of_rules(instrument),
    ]


def _repeated(instrument: Instrument) -> Iterator[Fault]:
    named: dict[str, Sequence[str]] = {
        "sections": [section.code for section in instrument.sections],
        "items": [item.code for item in instrument.items],
        "response_scales": [scale.code for scale in instrument.response_scales],
        "constructs": [construct.code for construct in instrument.constructs],
        "themes": [theme.code for theme in instrument.themes],
    }
    if "csrf_token" in named["items"]:
        yield Fault("items", N_("代码“%(code)s”是保留字"), {"code": "csrf_token"})
    for place, codes in named.items():
        for code, count in Counter(codes).items():
            if count > 1:
                yield Fault(place, N_("代码“%(code)s”用了 %(count)d 次，每个代码只能用一次"),
                            {"code": code, "count": count})  # fmt: skip


def _too_long(instrument: Instrument) -> Iterator[Fault]:
    if sum(1 for _ in instrument.items) > MOST_ITEMS:
        yield Fault("sections", N_("最多 %(limit)d 题"), {"limit": MOST_ITEMS})
    for index, section in enumerate(instrument.sections):
        if len(section.items) > MOST_ITEMS_A_PAGE:
            yield Fault(
                f"sections[{index}].items",
                N_("一页最多 %(limit)d 题"),
                {"limit": MOST_ITEMS_A_PAGE},
            )


def _of_mode(instrument: Instrument) -> Iterator[Fault]:
    wanted = instrument.mode == "interview"
    for place, item in _placed(instrument):
        if (item.kind == "question") is not wanted:
            yield Fault(
                f"{place}.kind",
                N_("访谈提纲只能用 question，问卷不能用 question"),
            )
    if sum(1 for item in instrument.items if item.is_group_question) > 1:
        yield Fault("sections", N_("身份（群体）题只能有一题"))


def _placed(instrument: Instrument) -> Iterator[tuple[str, Item]]:
    for i, section in enumerate(instrument.sections):
        for j, item in enumerate(section.items):
            yield f"sections[{i}].items[{j}]", item


def _of_items(instrument: Instrument) -> Iterator[Fault]:
    constructs = {construct.code for construct in instrument.constructs}
    themes = {theme.code for theme in instrument.themes}
    for place, item in _placed(instrument):
        yield from _of_options(place, item)
        yield from _of_flags(place, item)
        if item.construct is not None and item.construct not in constructs:
            yield Fault(
                f"{place}.construct", N_("没有名为“%(code)s”的构念"), {"code": item.construct}
            )
        if item.theme is not None and item.theme not in themes:
            yield Fault(f"{place}.theme", N_("没有名为“%(code)s”的主题"), {"code": item.theme})


def _of_options(place: str, item: Item) -> Iterator[Fault]:
    values = [option.value for option in item.options]
    if len(set(values)) != len(values):
        yield Fault(f"{place}.options", N_("选项的值有重复"))
    points = POINTS_OF_KIND.get(item.kind) or (len(values) if item.kind == "attention" else 0)
    if points and values != list(range(1, points + 1)):
        yield Fault(f"{place}.options", N_("选项的值应依次是 1 至 %(points)d"), {"points": points})
    elif item.kind == "nps" and values != list(range(11)):
        yield Fault(f"{place}.options", N_("推荐题的选项值应依次是 0 至 10"))
    elif item.kind == "single" and not _are_choices(values, item.options_from):
        yield Fault(
            f"{place}.options",
            N_("单选题至少要有两个选项，值是代码；或写 options_from: task_areas"),
        )
    elif item.kind in {"open", "question"} and values:
        yield Fault(f"{place}.options", N_("开放题没有选项"))


def _are_choices(values: Sequence[object], source: str | None) -> bool:
    if source is not None:
        return source == TASK_AREAS and not values
    return len(values) > 1 and all(isinstance(value, str) for value in values)


def _of_flags(place: str, item: Item) -> Iterator[Fault]:
    values = [option.value for option in item.options]
    if (item.kind == "attention") is not (item.expected is not None):
        yield Fault(f"{place}.expected", N_("核对题要写明正确答案 expected，其他题不能写"))
    elif item.expected is not None and item.expected not in values:
        yield Fault(f"{place}.expected", N_("正确答案不在选项之中"))
    if item.is_reversed and item.kind not in RATING_KINDS:
        yield Fault(f"{place}.reverse", N_("只有量表题可以反向"))
    if item.construct is not None and item.kind not in RATING_KINDS:
        yield Fault(f"{place}.construct", N_("只有量表题可以归入构念"))
    if item.is_group_question and item.kind != "single":
        yield Fault(f"{place}.group_question", N_("身份（群体）题应是单选题"))
    if item.options_from is not None and item.kind != "single":
        yield Fault(f"{place}.options_from", N_("只有单选题的选项可以取自任务"))
    if item.dont_know is not None and item.kind in {"open", "question", "attention"}:
        yield Fault(f"{place}.dont_know", N_("这种题不能选“不了解”"))


def _of_rules(instrument: Instrument) -> Iterator[Fault]:
    rated = [item for item in instrument.items if item.construct is not None]
    if not rated or not instrument.rules.straight_line_needs_reversed:
        return
    if not any(item.is_reversed for item in rated):
        yield Fault(
            "rules.straight_line_needs_reversed",
            N_("没有反向题，请写 false，否则千篇一律的答卷永远查不出"),
        )
