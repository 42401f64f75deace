"""Publishing definitions from a file: every fault at once, or all of it; a page shows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from forms.faults import Fault, InstrumentFaults
from forms.instrument import Instrument
from forms.kit import codes_in_files_of_their_own, read_kit_instruments
from forms.loading import content_hash, read_instrument
from scoring.faults import ModelFaults
from scoring.model import check_model, load_model, read_model_yaml
from scoring.model import content_hash as model_hash
from surveyapp.access import Actor, Role, require_role
from surveyapp.config import ROOT
from surveyapp.db import AlreadyThere, only_if_new, session
from surveyapp.errors import InputRefused, marked
from surveyapp.models import IndicatorModelVersion, InstrumentVersion
from surveyapp.operations.measures import publish_instrument, publish_model

DEFAULT_MODEL = ROOT / "surveyapp" / "defaults" / "default_model.yaml"
LARGEST_FILE = 2_000_000
LONGEST_VERSION = 40


@dataclass(frozen=True)
class DefinitionFault:
    """One fault of a file: where, on which line if known, and what to do."""

    place: str
    line: int | None
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    english: str | None = None
    """The sentence in English where the checker gives one of its own."""

    def __str__(self) -> str:
        """Return the Chinese sentence with its place."""
        return f"{self.place}：{self.message % self.facts if self.facts else self.message}"


@dataclass(frozen=True)
class Published:
    """What a file held: versions now published, and how many of them were new."""

    model: IndicatorModelVersion | None
    instruments: tuple[InstrumentVersion, ...]
    n_new: int


@dataclass(frozen=True)
class _Content:
    """What a file defines, before it is checked against what is published."""

    model: Mapping[str, object] | None
    instruments: tuple[Instrument, ...]


def publish_default(*, by: Actor, at: datetime) -> Published:
    """Publish the indicator model that comes with the program, and its instruments."""
    return publish_file(DEFAULT_MODEL.read_bytes(), by=by, at=at)


def publish_file(content: bytes, *, by: Actor, at: datetime) -> Published:
    """Publish the indicator model or the instrument that a YAML file defines.

    Raises InputRefused with every `DefinitionFault`; then nothing is kept.
    """
    require_role(by, Role.LEAD)
    found = _read(content)
    faults = list(_find_clashes(found))
    if faults:
        raise InputRefused(faults)
    known = _known_hashes()
    try:
        with only_if_new():
            model = publish_model(found.model, by=by, at=at) if found.model is not None else None
            sheets = tuple(publish_instrument(one, by=by, at=at) for one in found.instruments)
    except AlreadyThere:
        fault = DefinitionFault("", None, marked("刚刚有人发布了同一个版本，请刷新页面再看"))
        raise InputRefused([fault]) from None
    hashes = {sheet.content_hash for sheet in sheets} | ({model.content_hash} if model else set())
    return Published(model, sheets, len(hashes - known))


def find_models() -> list[IndicatorModelVersion]:
    """Return the published indicator models, newest first."""
    query = select(IndicatorModelVersion).order_by(IndicatorModelVersion.id.desc())
    return list(session.execute(query).scalars())


def find_instruments() -> list[InstrumentVersion]:
    """Return the published instruments, newest first."""
    query = select(InstrumentVersion).order_by(InstrumentVersion.id.desc())
    return list(session.execute(query).scalars())


def _read(content: bytes) -> _Content:
    if len(content) > LARGEST_FILE:
        raise _refused(DefinitionFault("", None, marked("文件太大，最多 2 MB")))
    try:
        # The line end says that this is the text itself and never the name of a file.
        text = content.decode("utf-8-sig") + "\n"
    except UnicodeDecodeError:
        raise _refused(
            DefinitionFault("", None, marked("文件不是 UTF-8 文本，请另存为 UTF-8 后再上传"))
        ) from None
    try:
        document = read_model_yaml(text)
    except ModelFaults as refused:
        raise InputRefused(_from_model(refused)) from None
    if "indicators" in document:
        return _read_model(document)
    try:
        return _Content(None, (read_instrument(text),))
    except InstrumentFaults as refused:
        raise InputRefused(_from_instrument(refused.faults)) from None


def _read_model(document: Mapping[str, object]) -> _Content:
    """Take a model apart: the model itself and the instruments that it brings."""
    faults = check_model(document)
    if faults:
        raise InputRefused(_from_model(ModelFaults(faults)))
    try:
        found = read_kit_instruments(document)
    except InstrumentFaults as refused:
        raise InputRefused(_from_instrument(refused.faults)) from None
    elsewhere = codes_in_files_of_their_own(document)
    return _Content(document, tuple(one for code, one in found.items() if code not in elsewhere))


def _find_clashes(found: _Content) -> Iterator[DefinitionFault]:
    """Find the published versions of the same name with another content: a name says one thing."""
    if found.model is not None:
        model = load_model(found.model)
        if len(model.version) > LONGEST_VERSION or not model.version.isprintable():
            yield DefinitionFault("meta/version", None, marked("版本号最多 40 个可见字符"))
        query = select(IndicatorModelVersion.content_hash).where(
            IndicatorModelVersion.code == model.id, IndicatorModelVersion.version == model.version
        )
        yield from _clash(session.execute(query).scalars(), model_hash(model), "meta/version")
    for sheet in found.instruments:
        hashes = select(InstrumentVersion.content_hash).where(
            InstrumentVersion.code == sheet.code, InstrumentVersion.version == str(sheet.version)
        )
        place = f"{sheet.code}.version"
        yield from _clash(session.execute(hashes).scalars(), content_hash(sheet), place)


def _clash(known: Iterator[str], wanted: str, place: str) -> Iterator[DefinitionFault]:
    hashes = set(known)
    if hashes and wanted not in hashes:
        message = marked("这个版本号已经发布过，内容不同。发布的版本不能改，请换一个版本号")
        yield DefinitionFault(place, None, message)


def _known_hashes() -> set[str]:
    return {row.content_hash for row in find_models()} | {
        row.content_hash for row in find_instruments()
    }


def _refused(fault: DefinitionFault) -> InputRefused:
    return InputRefused([fault])


def _from_model(refused: ModelFaults) -> list[DefinitionFault]:
    return [DefinitionFault(one.place, one.line, one.zh, english=one.en) for one in refused.faults]


def _from_instrument(faults: Sequence[Fault]) -> list[DefinitionFault]:
    return [DefinitionFault(one.place, None, one.message, one.facts) for one in faults]
