"""`check`: everything that is wrong with a definition file, at once."""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from forms.faults import InstrumentFaults
from forms.kit import read_kit_instruments
from forms.loading import read_instrument
from scoring.faults import ModelFaults
from scoring.model import check_model, read_model_yaml
from surveyapp.cli.voice import UNUSABLE_INPUT, CommandStopped, fault_line, tell

LARGEST_FILE = 4 * 1024 * 1024


def check_command(chosen: argparse.Namespace) -> int:
    """List every fault of an indicator model or an instrument."""
    faults = [fault_line(fault) for fault in find_faults(chosen.file)]
    for fault in faults:
        print(f"  {fault}")
    if faults:
        tell(f"{chosen.file}：有 {len(faults)} 处需要修改", "faults were found")
        return UNUSABLE_INPUT
    tell(f"{chosen.file}：没有问题", "nothing is wrong with it")
    return 0


def find_faults(path: Path) -> Iterable[object]:
    """Return the faults of a file; what it defines is told from its own sections."""
    content = path.read_bytes()
    if len(content) > LARGEST_FILE:
        raise CommandStopped("文件太大，最多 4 MB", "the file is larger than 4 MB")
    try:
        document = read_model_yaml(path)
    except ModelFaults as refused:
        return refused.faults
    if "indicators" in document:
        return check_model(document) or _instrument_faults(document)
    try:
        read_instrument(content)
    except InstrumentFaults as refused:
        return refused.faults
    return []


def _instrument_faults(document: Mapping[str, object]) -> Iterable[object]:
    """Return what keeps the questionnaires inside a sound model from being shown."""
    try:
        read_kit_instruments(document)
    except InstrumentFaults as refused:
        return refused.faults
    return []
