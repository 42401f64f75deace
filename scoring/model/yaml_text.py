"""Reading YAML and JSON text with the line of every place; nothing about indicators is here."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from scoring.faults import Fault, ModelFaults, child_place, element_segments

MOST_BYTES: Final = 2_000_000
MOST_NODES: Final = 200_000
MOST_LEVELS: Final = 40
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
_INT: Final = re.compile(r"[-+]?[0-9]{1,40}")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


class ModelDocument(dict[str, object]):
    """A document read from text, with the line on which each place stands.

    `unusable` are the faults of its NaN, infinities and numbers too large for a float: the check of
    the document tells them together with all others.
    """

    def __init__(
        self,
        content: Mapping[str, object],
        lines: Mapping[str, int],
        unusable: Sequence[Fault] = (),
    ) -> None:
        super().__init__(content)
        self.lines = lines
        self.unusable = tuple(unusable)


@dataclass(slots=True)
class _Node:
    """One value of the text: a scalar, or the parts of a mapping or list."""

    line: int
    value: object = None
    pairs: dict[str, "_Node"] | None = None
    elements: "list[_Node]" = field(default_factory=list)


def _refuse(line: int | None, zh: str, en: str) -> ModelFaults:
    return ModelFaults([Fault("document", line, zh, en)])


def read_model_yaml(path_or_text: str | Path) -> ModelDocument:
    r"""Read an indicator model from a YAML or JSON file or text.

    Parameters
    ----------
    path_or_text : str or Path
        A file's path, or the text itself (a string with a line break, or that names no file).
        UTF-8, at most 2 MB, 200,000 values and 40 levels.

    Returns
    -------
    ModelDocument
        A dict with the attributes `lines` (place to line number) and `unusable` (faults of NaN and
        infinity, which the check of a model tells with all others).

    Raises
    ------
    ModelFaults
        Broken YAML, a repeated key, an alias, anchor, tag or merge key, more than one document, or
        text over the limits; with the line.

    Notes
    -----
    Only plain values are read: true, false, null, decimal numbers; everything else is text, so
    `no` and `2026-01-01` stay text. Aliases are refused, which shuts out alias bombs.

    References
    ----------
    YAML 1.2.2 (2021), section 10.3 (core schema), of which only the plain values named above are
    read.

    Examples
    --------
    >>> found = read_model_yaml("id: M1\nweights: [60, 40]\n")
    >>> dict(found), found.lines["weights"]
    ({'id': 'M1', 'weights': [60, 40]}, 2)
    """
    text = _text_of(path_or_text)
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _refuse(None, "文件超过2 MB", "the file is larger than 2 MB")
    try:
        root = _compose(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "unreadable"
        raise _refuse(
            mark.line + 1 if mark else None,
            f"不是有效的YAML:{problem}",
            f"not valid YAML: {problem}",
        ) from error
    content = _plain(root)
    if not isinstance(content, dict):
        raise _refuse(root.line, "顶层应为键值对", "the top of the document must be a mapping")
    lines: dict[str, int] = {}
    unusable: list[Fault] = []
    _note_lines(root, "", lines, unusable)
    return ModelDocument(content, lines, unusable)


def _text_of(path_or_text: str | Path) -> str:
    if isinstance(path_or_text, str):
        if "\n" in path_or_text or len(path_or_text) > 4096 or not Path(path_or_text).is_file():
            return path_or_text
        path_or_text = Path(path_or_text)
    try:
        with path_or_text.open("rb") as file:
            return file.read(MOST_BYTES + 1).decode("utf-8-sig")
    except OSError as error:
        raise _refuse(
            None, f"无法读取文件 {path_or_text}", f"cannot read {path_or_text}"
        ) from error
    except UnicodeDecodeError as error:
        raise _refuse(None, "文件不是UTF-8编码", "the file is not UTF-8") from error


def _compose(events: Iterator[yaml.Event]) -> _Node:
    """Build the tree of one document from parser events, without recursion."""
    root = _Node(1)
    stack: list[tuple[_Node, str | None]] = []
    n_nodes = n_documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            n_documents += 1
            if n_documents > 1:
                raise _refuse(_line(event), "只允许一个文档", "only one document is allowed")
        elif isinstance(event, yaml.NodeEvent):
            n_nodes += 1
            _check_event(event, n_nodes=n_nodes, n_levels=len(stack))
            node = _start(event)
            if stack:
                _attach(stack, node, event)
            else:
                root = node
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append((node, None))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return root


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _check_event(event: yaml.NodeEvent, *, n_nodes: int, n_levels: int) -> None:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise _refuse(
            line, "不允许锚点和别名，请写出内容", "anchors and aliases are refused: write it out"
        )
    tag = getattr(event, "tag", None)
    if tag is not None and tag != "!":
        raise _refuse(line, f"不允许标签 {tag}", f"tags are refused: {tag}")
    if n_nodes > MOST_NODES or n_levels > MOST_LEVELS:
        raise _refuse(line, "内容过多或嵌套过深", "too many values or too many levels")


def _start(event: yaml.NodeEvent) -> _Node:
    line = _line(event)
    if isinstance(event, yaml.MappingStartEvent):
        return _Node(line, pairs={})
    if isinstance(event, yaml.ScalarEvent):
        plain = event.style is None or event.style == ""
        return _Node(line, _scalar(event.value) if plain else event.value)
    return _Node(line, value=[])


def _scalar(word: str) -> object:
    lowered = word.lower()
    if lowered in _WORDS:
        return _WORDS[lowered]
    if lowered.lstrip("+-") in {".nan", ".inf", "nan", "inf"}:
        return float(lowered.replace(".", ""))
    if _INT.fullmatch(word):
        return int(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    return word


def _attach(stack: list[tuple[_Node, str | None]], node: _Node, event: yaml.NodeEvent) -> None:
    parent, key = stack[-1]
    if parent.pairs is None:
        parent.elements.append(node)
    elif key is not None:
        node.line = min(node.line, parent.pairs[key].line)
        parent.pairs[key] = node
        stack[-1] = (parent, None)
    else:
        if not isinstance(event, yaml.ScalarEvent) or event.value == "<<":
            raise _refuse(node.line, "键应为文字", "a key must be plain text")
        if event.value in parent.pairs:
            raise _refuse(node.line, f"键“{event.value}”重复", f"key {event.value!r} is repeated")
        parent.pairs[event.value] = node
        stack[-1] = (parent, event.value)


def _plain(node: _Node) -> object:
    if node.pairs is not None:
        return {key: _plain(child) for key, child in node.pairs.items()}
    if isinstance(node.value, list):
        return [_plain(child) for child in node.elements]
    return node.value


def _note_lines(node: _Node, place: str, lines: dict[str, int], unusable: list[Fault]) -> None:
    lines.setdefault(place, node.line)
    if isinstance(node.value, float) and not math.isfinite(node.value):
        zh, en = "不接受NaN、无穷或过大的数字", "NaN, infinity and numbers too large are refused"
        unusable.append(Fault(place, node.line, zh, en))
    if node.pairs is not None:
        for key, child in node.pairs.items():
            _note_lines(child, child_place(place, key), lines, unusable)
    elif isinstance(node.value, list):
        names = element_segments([_plain(child) for child in node.elements])
        for name, child in zip(names, node.elements, strict=True):
            _note_lines(child, child_place(place, name), lines, unusable)
