"""Commands about people: the first account of an installation, and new one-time links."""

import argparse

from sqlalchemy import select

from forms.typed_text import has_unusable, is_blank, without_unusable
from surveyapp.access import SYSTEM, Role
from surveyapp.cli.installation import installation, require_schema
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.clock import now
from surveyapp.config import Settings
from surveyapp.db import session, transaction
from surveyapp.migrating import migrate
from surveyapp.models import Account, Organisation
from surveyapp.operations.rounds import NewOrganisation, add_organisation
from surveyapp.operations.signing_in import NewPerson, add_person, make_sign_in_link
from surveyapp.operations.staffing import keeps_and_acts


def add_person_command(chosen: argparse.Namespace) -> int:
    """Add a person, on an empty installation with the organisation, and print their link."""
    _require_usable(
        chosen.login, chosen.name_zh, chosen.name_en, chosen.organisation, chosen.organisation_en
    )
    new = NewPerson(chosen.login, chosen.name_zh, chosen.name_en, _read_roles(chosen.roles))
    with installation(chosen.data) as (settings, engine):
        migrate(engine)
        with transaction():
            if session.execute(select(Account).where(Account.login == new.login)).first():
                raise CommandStopped(f"登录名“{new.login}”已有人使用", "this login is taken")
            organisation = _organisation(chosen)
            add_person(organisation, new, by=SYSTEM, at=now())
            token = make_sign_in_link(new.login, at=now())
            name = organisation.name_zh
    where = engine.url.render_as_string(hide_password=True)
    tell(f"{new.name_zh} 已加入“{name}”，数据库 {where}", f"added to this database, {new.login}")
    _print_link(settings, token)
    return 0


def link_command(chosen: argparse.Namespace) -> int:
    """Print a new one-time link for an account."""
    with installation(chosen.data) as (settings, engine):
        require_schema(engine)
        with transaction():
            known = select(Account).where(Account.login == chosen.login)
            if not session.execute(known).first():
                raise CommandStopped(f"没有登录名“{chosen.login}”", "there is no such login")
            token = make_sign_in_link(chosen.login, at=now())
    _print_link(settings, token)
    return 0


def _print_link(settings: Settings, token: str) -> None:
    tell("一次性登录链接，24 小时内有效", "one-time sign-in link, valid for 24 hours")
    print(f"{settings.base_url}/sign-in/{token}", flush=True)


def _read_roles(text: str) -> frozenset[Role]:
    codes = [code.strip().upper() for code in text.split(",") if code.strip()]
    unknown = [code for code in codes if code not in {role.value for role in Role}]
    if unknown or not codes:
        known = " ".join(role.value for role in Role)
        raise CommandStopped(f"没有角色 {'、'.join(unknown)}，可用：{known}", "no such role")
    roles = frozenset(Role(code) for code in codes)
    if keeps_and_acts(roles):
        raise CommandStopped(
            "LEAD 和 SYS 管理账号，不能同时采集、评分、复核或审批，请分给两个人",
            "LEAD and SYS look after accounts and cannot have another role: make two persons",
        )
    return roles


def _require_usable(*typed: str | None) -> None:
    """Refuse what no page takes and no notice prints: control characters, or nothing to be seen."""
    for text in typed:
        if text is not None and (has_unusable(text) or is_blank(text)):
            raise CommandStopped(
                f"“{without_unusable(text)}”不能用：是空的，或含有不可用的字符",
                "a name is empty or holds characters that cannot be used",
            )


def _organisation(chosen: argparse.Namespace) -> Organisation:
    """Return the one organisation of this installation, made now if there is none yet."""
    found = session.execute(select(Organisation).order_by(Organisation.id)).scalars().first()
    if found is not None:
        _require_same(found, chosen.organisation)
        return found
    if not chosen.organisation:
        raise CommandStopped(
            "这是第一个账号，请加上 --organisation 主管部门名称",
            "the first account needs the organisation's name",
        )
    new = NewOrganisation(chosen.organisation, chosen.organisation_en)
    return add_organisation(new, by=SYSTEM, at=now())


def _require_same(found: Organisation, named: str | None) -> None:
    """Stop before a person joins another organisation than was named: the demo's, say."""
    if named is not None and named not in (found.name_zh, found.name_en):
        raise CommandStopped(
            f"这个数据库属于“{found.name_zh}”，不是“{named}”；"
            "请去掉 --organisation，或用 --data 另指数据文件夹",
            "this database belongs to another organisation; leave --organisation out, or name"
            " another folder with --data",
        )
