"""Bad input on every door that takes something: refused in plain words, and nothing changes."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask

from fixtures.app import NOW
from fixtures.client_browser import BASE, ClientBrowser
from fixtures.crowded import Crowded, everybody, fill_house
from fixtures.journey import Hands, open_rooms
from fixtures.rows import Watcher, changed_tables, rows_of
from fixtures.walking import walk
from fixtures.web_browser import multipart
from fixtures.web_pages import Form, WebPage
from surveyapp.db import session
from surveyapp.migrating import migrate
from surveyapp.web.guesses import forget_misses as forget_wrong_codes
from surveyapp.web.respond.guessing import forget_misses as forget_wrong_links

FORM = "application/x-www-form-urlencoded"
LONG = "a" * (10 * 1024 * 1024)
MANY = [f"field{n}" for n in range(5_000)]
Fields = dict[str, list[str]]
Body = tuple[bytes, str]
KEYS_DECIDE = {"respond.hand_in"}
"""The sheet's own key says what is handed in; its address only where the thanks will stand."""
KEEPS_WHAT_WAS_RIGHT = {
    "respond.keep": {"draft"},
    "interview.circumstances": {"interview_session", "event", "chain_head"},
}
"""A questionnaire's page with a fault keeps the answers beside it that were right; a sheet without
consent is kept as it stands and does not lead on."""


@dataclass(frozen=True)
class Door:
    """A form that somebody may send, and the browser of whoever may."""

    endpoint: str
    browser: ClientBrowser
    form: Form

    @property
    def fields(self) -> Fields:
        """What the form sends as it stands."""
        return self.form.filled({})

    @property
    def token(self) -> Fields:
        """The security token alone; a form may carry it under a name with a prefix."""
        return {name: texts for name, texts in self.fields.items() if name.endswith("csrf_token")}

    @property
    def names(self) -> list[str]:
        """The names of all other fields."""
        return [name for name in self.form.controls if name not in self.token]

    def written(self, fields: Mapping[str, list[str]]) -> Body:
        """Write fields as this form's browser would."""
        if self.form.is_multipart:
            return multipart(fields, {})
        pairs = [(name, text) for name, texts in fields.items() for text in texts]
        return urlencode(pairs).encode(), FORM


def doors_of(app: Flask, house: Crowded) -> dict[str, Door]:
    """Find the form of every view that takes a post, by looking at everybody's pages."""
    adapter = app.url_map.bind("127.0.0.1")
    found: dict[str, Door] = {}
    for _name, browser, starts in everybody(app, house):
        for page in walk(browser, app, starts, most_alike=1):
            for form in page.forms if page.is_html else []:
                endpoint, _values = adapter.match(urlsplit(form.action).path, form.method.upper())
                if form.method == "post":
                    found.setdefault(str(endpoint), Door(str(endpoint), browser, form))
    return found


def _nothing(_door: Door) -> Body:
    return b"", FORM


def _only_the_token(door: Door) -> Body:
    return door.written(door.token)


def _broken_token(door: Door) -> Body:
    broken = {name: [text[:-2] + "xx" for text in texts] for name, texts in door.token.items()}
    return door.written({**door.fields, **broken})


def _nul(door: Door) -> Body:
    return door.written(
        {**{name: ["好\x00坏"] for name in door.names}, "x": ["\x00"], **door.token}
    )


def _repeated(door: Door) -> Body:
    return door.written({**{name: ["1", "2"] for name in door.names}, **door.token})


def _ten_megabytes(door: Door) -> Body:
    name = [*door.names, "x"][0]
    if door.form.is_multipart:
        return door.written({**door.fields, name: [LONG]})
    return door.written(door.token)[0] + f"&{name}={LONG}".encode(), FORM


def _five_thousand_fields(door: Door) -> Body:
    if door.form.is_multipart:
        return door.written({**door.fields, **{name: ["1"] for name in MANY}})
    return door.written(door.fields)[0] + "".join(f"&{name}=1" for name in MANY).encode(), FORM


def _foreign_choices(door: Door) -> Body:
    chosen = {name for name, one in door.form.controls.items() if one.offered is not None}
    return door.written({**door.fields, **{name: ["999999"] for name in chosen}})


def _no_text_at_all(_door: Door) -> Body:
    return b"\xff\xfe%%%&&&===\x80", FORM


def _broken_parts(door: Door) -> Body:
    body, media_type = multipart(door.token, {"file": ("x.pdf", b"%PDF")})
    return body[:-60], media_type


ATTACKS: tuple[Callable[[Door], Body], ...] = (
    _nothing,
    _broken_token,
    _no_text_at_all,
    _nul,
    _repeated,
    _foreign_choices,
    _ten_megabytes,
    _five_thousand_fields,
    _broken_parts,
    _only_the_token,
)
NEVER_TAKEN = {_nothing, _broken_token, _no_text_at_all}


@dataclass
class Siege:
    """The house under attack: what went wrong, and the rows as they were at the start."""

    app: Flask
    folder: Path
    start: Path
    before: dict[str, tuple[int, str]]
    faults: list[str]
    watcher: Watcher

    @property
    def database(self) -> Path:
        """The database under attack."""
        return self.folder / "chengxiao.db"

    def restore(self) -> None:
        """Put the rows back after something was taken."""
        session.remove()
        self.app.extensions["engine"].dispose()
        self.watcher.close()
        shutil.copy(self.start, self.database)
        self.watcher = Watcher(self.database)

    def send(self, door: Door, name: str, body: Body, *, may_be_taken: bool) -> None:
        """Send a body to a door and judge what came back."""
        forget_wrong_codes()
        forget_wrong_links()
        page = door.browser.twin(follows=False).post(door.form.action, *body)
        place = f"{name} at {door.endpoint} ({urlsplit(door.form.action).path}): {page.status}"
        is_taken = page.status < 400
        if page.status >= 500 or (is_taken and not may_be_taken):
            self.faults.append(place)
        if not is_taken and not says_why(page):
            self.faults.append(f"{place} says nothing in Chinese")
        if not is_taken and not offers_english(page, self.app):
            self.faults.append(f"{place} has a link to English that leads nowhere")
        if not self.watcher.sees_change():
            return
        changed = changed_tables(self.before, self.database)
        if changed and not is_taken and changed != KEEPS_WHAT_WAS_RIGHT.get(door.endpoint):
            self.faults.append(f"{place} changed {sorted(changed)}")
        self.restore()


def says_why(page: WebPage) -> bool:
    """Say whether a refusal is a Chinese page with a plain sentence."""
    main = page.html.partition("<main")[2].partition("</main>")[0]
    words = re.sub(r"<[^>]+>", " ", main)
    foreign = re.search(r"Traceback|Bad Request|Internal Server|Not Found|Error", words)
    return (
        '<html lang="zh-CN">' in page.html and bool(re.search("[一-鿿]{4}", words)) and not foreign
    )


def offers_english(page: WebPage, app: Flask) -> bool:
    """Say whether the page's link to English leads to an address that can be looked at."""
    adapter = app.url_map.bind("127.0.0.1")
    ways = [urlsplit(link).path for link in page.links if "lang=en" in link]
    return all(
        "GET" in adapter.allowed_methods(path) for path in ways if adapter.test(path, "POST")
    )


def elsewhere(door: Door, app: Flask) -> Iterator[Door]:
    """Yield the door with each id of its address replaced by one that is not there."""
    adapter = app.url_map.bind("127.0.0.1")
    endpoint, values = adapter.match(urlsplit(door.form.action).path, "POST")
    for name, value in values.items():
        strangers = (
            ("999999", str(2**63)) if isinstance(value, int) else ("zz9", "\x00", "长" * 300)
        )
        for stranger in strangers:
            changed = {**values, name: int(stranger) if isinstance(value, int) else stranger}
            path = adapter.build(endpoint, changed)
            yield replace(door, form=replace(door.form, action=BASE + path))


@pytest.mark.timeout(600)  # some thousand requests
def test_bad_input_on_every_door(crowded: Crowded, tmp_path: Path) -> None:
    shutil.copytree(crowded.folder, tmp_path / "house")
    database = tmp_path / "house" / "chengxiao.db"
    with open_rooms(tmp_path / "house", Hands(NOW), url=BASE) as app:
        doors = doors_of(app, crowded)
        known = {str(r.endpoint) for r in app.url_map.iter_rules() if "POST" in (r.methods or ())}
        assert sorted(known - set(doors)) == [], "nobody has a form for these"
        session.remove()
        app.extensions["engine"].dispose()
        start = Path(shutil.copy(database, tmp_path / "start.db"))
        siege = Siege(app, tmp_path / "house", start, rows_of(database), [], Watcher(database))
        for door in doors.values():
            for attack in ATTACKS:
                name = attack.__name__.strip("_")
                siege.send(door, name, attack(door), may_be_taken=attack not in NEVER_TAKEN)
            for other in elsewhere(door, app) if door.endpoint not in KEYS_DECIDE else ():
                siege.send(other, "foreign id", other.written(other.fields), may_be_taken=False)
        assert siege.faults == []


@pytest.mark.postgresql
@pytest.mark.timeout(600)
def test_what_only_postgresql_refuses_is_refused_before(tmp_path: Path, postgres_url: str) -> None:
    with open_rooms(tmp_path, Hands(NOW), url=BASE, database_url=postgres_url) as app:
        migrate(app.extensions["engine"])
        faults = []
        for door in doors_of(app, fill_house(tmp_path)).values():
            bodies = [(door, _nul(door)), (door, _no_text_at_all(door))]
            bodies += [(other, other.written(other.fields)) for other in elsewhere(door, app)]
            for one, body in bodies:
                page = one.browser.twin(follows=False).post(one.form.action, *body)
                if page.status >= 500 or (page.status >= 400 and not says_why(page)):
                    faults.append(f"{one.endpoint} {one.form.action}: {page.status}")
        assert faults == []
