"""Publishing indicator models and instruments: checked, hashed, then never changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

import forms.loading
import scoring.model
from forms.instrument import Instrument
from scoring.model import IndicatorModel
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.models import IndicatorModelVersion, InstrumentVersion
from surveyapp.operations.recording import record

# Published definitions never change, so what was read of one stands for its content hash.
_models: dict[str, IndicatorModel] = {}
_instruments: dict[str, Instrument] = {}


def publish_model(
    document: Mapping[str, object], *, by: Actor, at: datetime
) -> IndicatorModelVersion:
    """Check an indicator model and keep it under its content hash; the same content once.

    Raises `scoring.model.ModelFaults` with every fault and its place.
    """
    require_role(by, Role.LEAD)
    model = scoring.model.load_model(document)
    content_hash = scoring.model.content_hash(model)
    known = session.execute(
        select(IndicatorModelVersion).where(IndicatorModelVersion.content_hash == content_hash)
    ).scalar_one_or_none()
    if known is not None:
        return known
    row = IndicatorModelVersion(
        code=model.id,
        version=model.version,
        content_hash=content_hash,
        document=scoring.model.model_document(model),
        published_by=by.person_id,
        published_at=at,
    )
    session.add(row)
    session.flush()
    after = {"code": row.code, "version": row.version, "content_hash": content_hash}
    record("IndicatorModelPublished", ("indicator_model", row.id), by=by, at=at, after=after)
    return row


def publish_instrument(instrument: Instrument, *, by: Actor, at: datetime) -> InstrumentVersion:
    """Keep a checked instrument under its content hash; the same content once."""
    require_role(by, Role.LEAD)
    content_hash = forms.loading.content_hash(instrument)
    known = session.execute(
        select(InstrumentVersion).where(InstrumentVersion.content_hash == content_hash)
    ).scalar_one_or_none()
    if known is not None:
        return known
    row = InstrumentVersion(
        code=instrument.code,
        version=str(instrument.version),
        mode=instrument.mode,
        content_hash=content_hash,
        document=forms.loading.instrument_document(instrument),
        published_by=by.person_id,
        published_at=at,
    )
    session.add(row)
    session.flush()
    after = {"code": row.code, "version": row.version, "content_hash": content_hash}
    record("InstrumentPublished", ("instrument", row.id), by=by, at=at, after=after)
    return row


def get_model(row: IndicatorModelVersion) -> IndicatorModel:
    """Return the published indicator model as the engine reads it; read once a process."""
    if row.content_hash not in _models:
        _models[row.content_hash] = scoring.model.load_model(row.document)
    return _models[row.content_hash]


def get_instrument(row: InstrumentVersion) -> Instrument:
    """Return the published instrument as the forms read it; read once a process."""
    if row.content_hash not in _instruments:
        _instruments[row.content_hash] = forms.loading.load_instrument(row.document)
    return _instruments[row.content_hash]
