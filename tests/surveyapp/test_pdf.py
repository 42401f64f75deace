"""The door to paper: nothing is fetched, nothing is missing, one page gives one file."""

import hashlib
import io
import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from surveyapp.pdf import (
    GlyphsMissing,
    NoticeNotRendered,
    PaperLabel,
    PictureMissing,
    SourceRefused,
    is_pdf_available,
    render_pdf,
)

ROOT = Path(__file__).resolve().parents[2]
CSS = '@page { size: A4 } body { font: 16pt "CX Fang", "CX Full", "CX Rare" }'
LABEL = PaperLabel(title="样张", lang="zh-CN", identifier="样张一", created_on=date(2026, 11, 20))
RENDER = """
import hashlib, sys
from datetime import date
from surveyapp.pdf import PaperLabel, render_pdf
label = PaperLabel(title="样张", lang="zh-CN", identifier="样张一", created_on=date(2026, 11, 20))
css = '@page { size: A4 } body { font: 16pt "CX Fang", "CX Full", "CX Rare" }'
bytes_ = render_pdf("<p>认定结果 84.59 喆𠮷", css=css, label=label)
sys.stdout.write(hashlib.sha256(bytes_).hexdigest())
"""


def paper(html: str, **pictures: bytes) -> bytes:
    return render_pdf(html, css=CSS, label=LABEL, images=pictures)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def png() -> bytes:
    file = io.BytesIO()
    Image.new("L", (8, 8), 0).save(file, "PNG")
    return file.getvalue()


def run_python(code: str, **environ: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return ended.stdout


def test_a_page_becomes_a_tagged_archival_and_accessible_file() -> None:
    reader = PdfReader(io.BytesIO(paper("<html lang=zh-CN><h1>认定</h1><p>结果")))
    catalogue = reader.trailer["/Root"]
    metadata = catalogue["/Metadata"].get_data()
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "zh-CN"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalogue["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert b'pdfaid:part="3"' in metadata
    assert b'pdfuaid:part="1"' in metadata
    assert metadata.count(b"</rdf:RDF>") == 1
    assert reader.metadata is not None
    assert reader.metadata.title == "样张"
    assert reader.metadata.creation_date_raw == "D:20261120000000Z"


def test_rare_characters_are_printed_with_fonts_of_our_own() -> None:
    assert "喆祎垚翀珺彧玥犇堃𠮷〔〕①℃" in text_of(paper("<p>喆祎垚翀珺彧玥犇堃𠮷〔〕①℃"))


@pytest.mark.parametrize(
    ("character", "spelled"),
    [("😀", "U+1F600 😀"), ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"), ("한", "U+D55C 한")],
)
def test_a_character_that_no_font_has_is_named_and_refused(character: str, spelled: str) -> None:
    with pytest.raises(GlyphsMissing) as refused:
        paper(f"<p>张三{character}")
    assert refused.value.facts["characters"] == spelled


def test_a_missing_character_is_found_in_an_entity_and_in_a_drawing_too() -> None:
    with pytest.raises(GlyphsMissing):
        paper("<p>&#128512;")
    with pytest.raises(GlyphsMissing):
        paper("<p>", a="<svg xmlns='http://www.w3.org/2000/svg'><text>😀</text></svg>".encode())


@pytest.mark.parametrize(
    "html",
    [
        '<img src="http://127.0.0.1:{port}/x.png">',
        '<img src="file:///etc/passwd">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        '<style>@import "http://127.0.0.1:{port}/x.css";</style>',
        '<style>@font-face {{ font-family: x; src: url("file:///etc/passwd") }}</style>',
        '<link rel="stylesheet" href="http://127.0.0.1:{port}/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<object data="http://127.0.0.1:{port}/"></object>',
        '<embed src="http://127.0.0.1:{port}/">',
        '<p style="background: url(http://127.0.0.1:{port}/)">x</p>',
        '<ul style="list-style-image: url(http://127.0.0.1:{port}/)"><li>x</ul>',
    ],
)
def test_a_page_that_asks_for_anything_outside_is_refused_and_nothing_is_fetched(html: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        with pytest.raises(SourceRefused):
            paper(html.format(port=listener.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_style_sheet_that_asks_for_anything_outside_is_refused() -> None:
    with pytest.raises(SourceRefused):
        render_pdf("<p>x", css='@import "file:///etc/passwd";', label=LABEL)


def test_a_drawing_that_asks_for_anything_outside_is_refused() -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        b'<image href="file:///etc/passwd" width="9" height="9"/></svg>'
    )
    with pytest.raises(NoticeNotRendered):
        paper('<img alt="x" src="picture:a">', a=drawing)


def test_a_picture_that_was_not_handed_over_is_a_failure() -> None:
    with pytest.raises(PictureMissing) as missing:
        paper('<img alt="x" src="picture:seal">')
    assert missing.value.facts["name"] == "seal"


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"GIF89a",
        png()[:40],
        b"<html/>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    ],
)
def test_a_picture_that_cannot_be_read_is_a_failure(picture: bytes) -> None:
    with pytest.raises(PictureMissing):
        paper('<img alt="x" src="picture:a">', a=picture)


def test_a_picture_that_was_handed_over_is_printed() -> None:
    pdf = paper('<img alt="x" src="picture:a">', a=png())
    assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) == 1


def test_what_the_engine_only_warns_about_is_a_failure() -> None:
    with pytest.raises(NoticeNotRendered):
        paper('<p style="colour: red">x')


def test_the_same_page_gives_the_same_bytes_in_every_process() -> None:
    once = run_python(RENDER, PYTHONHASHSEED="1")
    again = run_python(RENDER, PYTHONHASHSEED="4242", TZ="America/New_York", LC_ALL="C.UTF-8")
    here = hashlib.sha256(paper("<p>认定结果 84.59 喆𠮷")).hexdigest()
    assert once == again == here


def test_eight_threads_at_once_give_the_same_bytes() -> None:
    start = threading.Barrier(8)

    def make(_number: int) -> bytes:
        start.wait()
        return paper("<p>认定结果")

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(make, range(8)))) == 1


def test_making_a_file_leaves_no_temporary_file(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    run_python(RENDER, TMPDIR=str(temporary), HOME=str(tmp_path), XDG_CACHE_HOME="")
    assert list(temporary.iterdir()) == []


def test_programs_started_later_do_not_inherit_our_fonts() -> None:
    code = "import os, surveyapp.pdf; print(os.environ.get('FONTCONFIG_FILE', 'none'))"
    assert run_python(code, FONTCONFIG_FILE="theirs.conf").strip() == "theirs.conf"
    assert "fonts.conf" not in os.environ.get("FONTCONFIG_FILE", "")


@pytest.mark.parametrize("library", ["pango-1.0", "harfbuzz-subset"])
def test_a_machine_without_a_library_says_so_plainly_and_does_everything_else(library: str) -> None:
    code = f"""
import cffi, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from datetime import date
load = cffi.FFI.dlopen
def without(self, name, flags=0):
    if "{library}" in name:
        raise OSError(f"cannot load library '{{name}}'")
    return load(self, name, flags)
cffi.FFI.dlopen = without
from surveyapp.pdf import PaperLabel, PdfUnavailable, is_pdf_available, render_pdf
print(is_pdf_available())
try:
    render_pdf("<p>x", css="", label=PaperLabel("x", "zh", "x", date(2026, 1, 1)))
except PdfUnavailable as failure:
    print("{library}" in str(failure))
"""
    assert run_python(code).split() == ["False", "True"]
    assert is_pdf_available()
