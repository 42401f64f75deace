"""What commands say: Chinese first, English beside; and how a failure becomes one plain line."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from babel.support import NullTranslations, Translations
from sqlalchemy.exc import DatabaseError

from forms.faults import InstrumentFaults
from scoring.faults import CaseFaults, ModelFaults
from scoring.faults import Fault as ModelFault
from surveyapp.bootstrap.voice import say
from surveyapp.config import ROOT
from surveyapp.errors import DomainError, InputRefused, filled

UNUSABLE_INPUT = 2
INTERRUPTED_BY_HAND = 130  # as shells say it


class CommandStopped(Exception):
    """A command cannot go on; carries its exit code and the sentence in both languages."""

    def __init__(self, chinese: str, english: str, *, code: int = UNUSABLE_INPUT) -> None:
        super().__init__(english)
        self.chinese = chinese
        self.english = english
        self.code = code


@dataclass
class Ending:
    """How a command ended."""

    code: int = 0


def tell(chinese: str, english: str) -> None:
    """Print one sentence in both languages to standard output."""
    print(f"{chinese} · {english}", flush=True)


@cache
def _english() -> NullTranslations:
    return Translations.load(str(ROOT / "surveyapp" / "translations"), ["en"])


def in_english(sentence: str, facts: Mapping[str, object]) -> str:
    """Return the English of a marked sentence, filled with its facts."""
    return filled(str(sentence), facts, say=_english().ugettext)


@contextmanager
def report_failures() -> Iterator[Ending]:
    """Turn what stops a command into one line on standard error and an exit code."""
    ending = Ending()
    try:
        yield ending
    except CommandStopped as stop:
        ending.code = _fail(stop.chinese, stop.english, code=stop.code)
    except DomainError as error:
        ending.code = _fail_act(error)
    except (ModelFaults, CaseFaults, InstrumentFaults) as refused:
        ending.code = _fail_definition(refused.faults)
    except DatabaseError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else "?"
        ending.code = _fail(f"数据库不能使用：{reason}", "the database cannot be used", code=1)
    except OSError as refusal:
        place = refusal.filename or refusal.strerror
        ending.code = _fail(f"无法使用 {place}:{refusal.strerror}", "it cannot be used")
    except KeyboardInterrupt:
        ending.code = _fail("已中断", "interrupted", code=INTERRUPTED_BY_HAND)


def _fail_act(error: DomainError) -> int:
    """Say which rule stopped an act, after the faults it lists."""
    for fault in error.faults if isinstance(error, InputRefused) else ():
        print(f"  {fault_line(fault)}", file=sys.stderr)
    return _fail(str(error), in_english(error.sentence, error.facts))


def _fail_definition(faults: Sequence[object]) -> int:
    """List the faults of a definition or a case."""
    for fault in faults:
        print(f"  {fault_line(fault)}", file=sys.stderr)
    return _fail(f"有 {len(faults)} 处需要修改", "faults were found, nothing was stored")


def fault_line(fault: object) -> str:
    """Write one fault of any file: where and what in Chinese, then in English if there is any."""
    if isinstance(fault, ModelFault):
        where = f"{fault.place}(第 {fault.line} 行)" if fault.line else fault.place
        return f"{where}:{fault.zh} · {fault.en}"
    message = getattr(fault, "message", None)
    parts = getattr(fault, "parts", ((message, getattr(fault, "facts", {})),) if message else ())
    english = "; ".join(in_english(words, facts) for words, facts in parts)
    chinese = str(fault)
    return f"{chinese} · {english}" if parts and english not in chinese else chinese


def _fail(chinese: str, english: str, *, code: int = UNUSABLE_INPUT) -> int:
    say(chinese, english)
    return code
