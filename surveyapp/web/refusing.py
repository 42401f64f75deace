"""How a refused act comes back on its own form: each fault beside its field, in plain words."""

from collections.abc import Collection, Mapping

from flask import Blueprint, abort, request
from flask_babel import gettext
from flask_wtf import FlaskForm

from forms.faults import Fault
from surveyapp.errors import InputRefused, filled
from surveyapp.operations.reporting.faults import EntryFault, Path


def take_each_field_once(blueprint: Blueprint, *, but: Collection[str] = ()) -> None:
    """Refuse posts in which a field stands twice: which one counts is nobody's guess."""

    def refuse_repeated() -> None:
        for name, values in request.form.lists():
            if len(values) > 1 and name not in but:
                abort(400)

    blueprint.before_request(refuse_repeated)


def words_of(fault: EntryFault | Fault) -> str:
    """Return a fault's sentence in the reader's language, without its place."""
    return filled(fault.message, fault.facts, gettext)


def add_faults(
    form: FlaskForm, refused: InputRefused, names: Mapping[Path, str] | None = None
) -> None:
    """Put the faults of a refused act beside their fields; what has no field stands on top."""
    known = names or {}
    for fault in refused.faults:
        if isinstance(fault, Fault) and fault.place in form:
            form[fault.place].errors = [*form[fault.place].errors, words_of(fault)]
            continue
        if not isinstance(fault, EntryFault):
            form.form_errors.append(str(fault))
            continue
        name = _field_of(form, fault.path, known)
        if name is None:
            place = f"{fault.place}：" if fault.place and fault.path[:1] != ("file",) else ""
            form.form_errors.append(place + words_of(fault))
        else:
            form[name].errors = [*form[name].errors, words_of(fault)]


def _field_of(form: FlaskForm, path: Path, names: Mapping[Path, str]) -> str | None:
    """Return the field of a path or of the nearest path above or below it that has one."""
    for length in range(len(path), 0, -1):
        wanted = path[:length]
        below = (name for known, name in names.items() if known[:length] == wanted)
        name = next(below, None)
        if name is not None:
            return name
    joined = "__".join(str(part) for part in path)
    return joined if joined and joined in form else None
