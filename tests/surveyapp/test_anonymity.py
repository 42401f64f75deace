"""What the anonymous tables may hold, read from the schema itself."""

import pytest
from sqlalchemy import Date, DateTime

from surveyapp.models import Base
from surveyapp.models.base import UtcDateTime

ANONYMOUS = ("response", "spool", "receipt", "snapshot")
ROSTER_SIDE = {"invitee", "invitation", "draft", "person", "account", "sign_in"}


@pytest.mark.parametrize("name", ANONYMOUS)
def test_an_anonymous_table_holds_no_time_finer_than_a_day(name: str) -> None:
    for column in Base.metadata.tables[name].columns:
        assert not isinstance(column.type, (UtcDateTime, DateTime)), column.name
        if column.name.endswith("_at"):
            pytest.fail(f"{name}.{column.name} names an instant")
        if column.name.endswith("_on"):
            assert isinstance(column.type, Date)


@pytest.mark.parametrize("name", ANONYMOUS)
def test_an_anonymous_table_has_no_key_to_the_roster_and_no_name(name: str) -> None:
    table = Base.metadata.tables[name]
    assert not {key.column.table.name for key in table.foreign_keys} & ROSTER_SIDE
    words = {"name", "label", "contact", "person", "invitee", "invitation", "token", "draft"}
    assert not [c.name for c in table.columns if words & set(c.name.split("_"))]


@pytest.mark.parametrize("name", ["response", "spool"])
def test_an_anonymous_row_is_named_by_chance_not_by_order(name: str) -> None:
    (key,) = Base.metadata.tables[name].primary_key.columns
    assert key.type.python_type is str
