"""Whether as many invited people handed in sheets as links were used; never which, or by whom.

A submission uses up its link and stores its sheet in one transaction, so the two numbers are equal
at any moment, while people answer as well as after the close. They are counted in one statement,
which sees each submission whole or not at all. Sheets from the open link or from a file use no
invitation and are not counted. Everybody on the roster has one invitation, which a renewal
replaces: so what is even cannot exceed the roster either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select, union_all

from surveyapp.db import session
from surveyapp.errors import DomainError, Sentence, marked
from surveyapp.models import Collection, Invitation, Invitee, Response, SpooledResponse

UNEVEN = marked("“%(group)s”群体：受邀答卷 %(n_sheets)d 份，用过的链接 %(n_used)d 个")
NOT_ONE_EACH = marked(
    "“%(group)s”群体：名册上 %(n_invited)d 人，其中 %(n_not_one)d 人的链接不是正好一个"
)
NO_GROUP = "—"


class TallyUneven(DomainError):
    """What came in by invitation is not what the roster and its links account for."""

    sentence = marked(
        "受邀答卷与名册、链接的数目对不上（%(where)s），不能结束收集；"
        "请管理员运行 audit verify 查明数据库是否被改动。"
    )


@dataclass(frozen=True)
class GroupTally:
    """The numbers of one group of one questionnaire, `n_not_one` without exactly one link."""

    collection_id: int
    group_code: str
    n_sheets: int
    n_used: int
    n_invited: int
    n_not_one: int

    def faults(self) -> list[tuple[Sentence, str]]:
        """Say what does not agree, in both languages; nothing when all does."""
        said = []
        group = self.group_code
        if self.n_sheets != self.n_used:
            zh = Sentence(UNEVEN.source, group=group, n_sheets=self.n_sheets, n_used=self.n_used)
            en = f'group "{group}": {self.n_sheets} invited responses for {self.n_used} used links'
            said.append((zh, en))
        if self.n_not_one:
            facts = {"n_invited": self.n_invited, "n_not_one": self.n_not_one}
            zh = Sentence(NOT_ONE_EACH.source, group=group, **facts)
            en = (
                f'group "{group}": of {self.n_invited} people on the roster, {self.n_not_one} '
                "do not have exactly one link"
            )
            said.append((zh, en))
        return said


def require_even(collection: Collection) -> None:
    """Stop a close over sheets that no link accounts for, or links without sheets: TallyUneven."""
    where = [zh for one in find_uneven(collection) for zh, _en in one.faults()]
    if where:
        raise TallyUneven(where=tuple(where))


def find_uneven(collection: Collection | None = None) -> list[GroupTally]:
    """Return the groups, of one questionnaire or of all, in which the numbers do not agree."""
    parts = union_all(_sheets(SpooledResponse), _sheets(Response), _roster()).subquery()
    key = (parts.c.collection_id, parts.c.group_code)
    sums = [func.sum(parts.c[name]) for name in ("n_sheets", "n_used", "n_invited", "n_not_one")]
    query = select(*key, *sums).group_by(*key).order_by(*key)
    query = query.having(or_(sums[0] != sums[1], sums[3] > 0))
    if collection is not None:
        query = query.where(parts.c.collection_id == collection.id)
    return [_tally(row) for row in session.execute(query).all()]


def _tally(row: Sequence[object]) -> GroupTally:
    collection_id, group, *numbers = row
    n_sheets, n_used, n_invited, n_not_one = (int(str(n)) for n in numbers)
    code = NO_GROUP if group is None else str(group)
    return GroupTally(int(str(collection_id)), code, n_sheets, n_used, n_invited, n_not_one)


def _part(
    kind: type[SpooledResponse | Response | Invitee], **counts: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    names = ("n_sheets", "n_used", "n_invited", "n_not_one")
    columns = [counts.get(name, literal(0)).label(name) for name in names]
    return select(kind.collection_id, kind.group_code, *columns)


def _sheets(kind: type[SpooledResponse | Response]) -> Select[*tuple[Any, ...]]:
    return _part(kind, n_sheets=literal(1)).where(kind.channel == "invited")


def _roster() -> Select[*tuple[Any, ...]]:
    used = func.count(Invitation.id).filter(Invitation.is_used)
    not_one = case((func.count(Invitation.id) == 1, 0), else_=1)
    return (
        _part(Invitee, n_used=used, n_invited=literal(1), n_not_one=not_one)
        .outerjoin(Invitation, Invitation.invitee_id == Invitee.id)
        .group_by(Invitee.id, Invitee.collection_id, Invitee.group_code)
    )
