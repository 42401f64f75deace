"""Reading YAML strictly: repeated keys, aliases, odd tags are faults; meaning belongs elsewhere."""

from collections.abc import Hashable
from datetime import date
from typing import Any

import yaml

from forms.faults import N_, Fault, InstrumentFaults

LARGEST_DEFINITION = 2 * 1024 * 1024


class _StrictLoader(yaml.SafeLoader):
    """The safe loader without its quiet habits."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases, which can swell a small file beyond memory."""
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(None, None, N_("不能用别名（&、*）"), mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the base class's own signature
        """Refuse a key that stands twice."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable) or key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, N_("同一字段写了两次"), key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_yaml(source: str | bytes) -> object:
    r"""Read one YAML document.

    Parameters
    ----------
    source : str or bytes
        The file's content, UTF-8, at most 2 MiB.

    Returns
    -------
    object
        Mappings, lists, texts, numbers, booleans and None.

    Raises
    ------
    InstrumentFaults
        With the line, when the file is too large, not UTF-8, not YAML, repeats a key, or uses
        aliases, foreign tags, dates or numbers that are not finite.

    Examples
    --------
    >>> read_yaml("code: QA\nminutes: 5")
    {'code': 'QA', 'minutes': 5}
    """
    if len(source) > LARGEST_DEFINITION:
        raise InstrumentFaults([Fault("", N_("文件太大，最多 2 MB"))])
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        document: object = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a safe loader
    except UnicodeDecodeError as error:
        fault = Fault("", N_("第 %(byte)d 字节不是 UTF-8，请另存为 UTF-8"), {"byte": error.start})
        raise InstrumentFaults([fault]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InstrumentFaults([_fault_of(error)]) from None
    faults: list[Fault] = []
    _check_values(document, "", faults)
    if faults:
        raise InstrumentFaults(faults)
    return document


def _fault_of(error: Exception) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or N_("不是正确的 YAML"))
    if mark is None:
        return Fault("", N_("不是正确的 YAML"))
    place = {"line": mark.line + 1, "column": mark.column + 1, "problem": problem}
    return Fault("", N_("第 %(line)d 行第 %(column)d 列：%(problem)s"), place)


def _check_values(value: object, place: str, faults: list[Fault]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_values(inner, f"{place}.{key}" if place else str(key), faults)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check_values(inner, f"{place}[{index}]", faults)
    elif isinstance(value, date):
        faults.append(Fault(place, N_("日期请加引号写成文字")))
    elif isinstance(value, float) and not float("-inf") < value < float("inf"):
        faults.append(Fault(place, N_("不是有效数字")))
    elif isinstance(value, bytes | set):
        faults.append(Fault(place, N_("不能用这种类型")))
