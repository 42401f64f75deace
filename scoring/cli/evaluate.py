"""The commands `evaluate` and `check`: a model and a case in, what they give out."""

import argparse
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from scoring.engine import score
from scoring.faults import CaseFaults, Fault, ModelFaults
from scoring.model import check_model, content_hash, load_model, read_model_yaml

MOST_BYTES: Final = 50_000_000


def add_to(commands: Any) -> None:
    """Add both commands to the command line."""
    evaluate = commands.add_parser("evaluate", help="score a case and print JSON / 评分并输出JSON")
    evaluate.add_argument("model", type=Path)
    evaluate.add_argument("case", type=Path)
    evaluate.set_defaults(act=_evaluate)
    check = commands.add_parser("check", help="list the faults of a model / 列出模型的全部问题")
    check.add_argument("model", type=Path)
    check.set_defaults(act=_check)


def _evaluate(chosen: argparse.Namespace) -> Mapping[str, object]:
    model = load_model(read_model_yaml(chosen.model))
    return score(model, read_case_file(chosen.case))


def _check(chosen: argparse.Namespace) -> str:
    document = read_model_yaml(chosen.model)
    faults = check_model(document)
    if faults:
        raise ModelFaults(faults)
    model = load_model(document)
    return f"{model.id} {model.version}: no faults / 没有问题; sha256 {content_hash(model)}"


def _unusable(zh: str, en: str) -> CaseFaults:
    return CaseFaults([Fault("case", None, zh, en)])


def read_case_file(path: Path) -> Mapping[str, object]:
    """Read a case as JSON with decimals kept exact; repeated keys are refused."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise _unusable("文件过大", "the file is too large")
        case = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_unique_keys,
        )
    except OSError as error:
        raise _unusable(f"无法读取文件 {path}", f"cannot read {path}") from error
    except RecursionError as error:
        raise _unusable("嵌套过深", "too many levels") from error
    except CaseFaults:
        raise
    except ValueError as error:
        raise _unusable(f"不是有效的JSON:{error}", f"not valid JSON: {error}") from error
    if not isinstance(case, dict):
        raise _unusable("顶层应为键值对", "the top of the file must be a mapping")
    return case


def _no_constant(name: str) -> object:
    raise _unusable(f"不接受 {name}，数字应为有限数", f"{name} is refused: numbers must be finite")


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _unusable(f"键“{twice}”重复", f"key {twice!r} is repeated")
    return content
