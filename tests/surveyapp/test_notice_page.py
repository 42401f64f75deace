"""The result notice on paper: every fact is there, in its place, whatever the facts are."""

import io
import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image
from pypdf import PdfReader

from surveyapp.notice_facts import NoticeFacts, Words, document_of, facts_of
from surveyapp.notice_page import Language, notice_page, render_notice
from surveyapp.notice_pictures import qr_code
from surveyapp.pdf import GlyphsMissing

FACTS = facts_of(json.loads((Path(__file__).parents[1] / "data/notice_facts.json").read_text()))
DPI = 150
MM = DPI / 25.4
LONG = "海州市农村生活污水治理与人居环境整治提升工程建设指挥部办公室" * 4


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def text_of(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def n_pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def poppler(tool: str, pdf: bytes, *options: str) -> bytes:
    """Run one of Poppler's tools on a file and return what it writes."""
    return subprocess.run(
        [shutil.which(tool) or tool, *options], input=pdf, capture_output=True, check=True
    ).stdout


def raster(pdf: bytes, page: int) -> NDArray[np.uint8]:
    which = ("-f", str(page), "-l", str(page))
    ppm = poppler("pdftoppm", pdf, "-r", str(DPI), *which, "-")
    return np.asarray(Image.open(io.BytesIO(ppm)).convert("RGB"))


def words_on(pdf: bytes) -> list[tuple[int, float, float, float, float, str]]:
    """List page, left, top, right, bottom in millimetres, and text of every word."""
    page = 0
    found = []
    for line in poppler("pdftotext", pdf, "-bbox", "-", "-").decode().splitlines():
        page += "<page " in line
        if match := re.search(r'xMin="(.+)" yMin="(.+)" xMax="(.+)" yMax="(.+)">(.*)</w', line):
            left, top, right, bottom = (float(n) / 72 * 25.4 for n in match.groups()[:4])
            found.append((page, left, top, right, bottom, match[5]))
    return found


def red_rows(image: NDArray[np.uint8]) -> NDArray[np.int_]:
    red, green, blue = (image[..., n].astype(int) for n in range(3))
    return ((red > 150) & (green < 90) & (blue < 90)).sum(axis=1)


def all_words(facts: NoticeFacts) -> Iterator[Words]:
    yield from (facts.organisation, facts.addressee, facts.task_name, facts.task_type)
    yield from (facts.period, facts.basis, facts.grade, facts.grade_bands, facts.appeal_channel)
    yield from (*facts.grade_reasons, *facts.attachments, *facts.copies_to)
    yield from (row.name for row in facts.dimensions)


def figures(facts: NoticeFacts) -> Iterator[str]:
    for row in facts.dimensions:
        yield from (row.code, row.weight, row.score)
    yield from (facts.total, facts.task_no, facts.number_zh, facts.verification_code)
    yield from (facts.verify_url, facts.score_run_id, facts.result_hash)


def test_every_fact_stands_in_the_chinese_text() -> None:
    text = text_of(render_notice(FACTS, lang="zh"))
    expected = [words.zh for words in all_words(FACTS)] + list(figures(FACTS))
    expected += ["2026年12月4日", "2026年11月20日", "任务执行成效认定结果通知书"]
    assert [fact for fact in expected if squeezed(fact) not in text] == []


def test_every_fact_stands_in_the_english_text() -> None:
    text = text_of(render_notice(FACTS, lang="en"))
    expected = [words.en for words in all_words(FACTS)] + list(figures(FACTS))
    expected += [FACTS.number_en, "4 December 2026", "20 November 2026"]
    assert [fact for fact in expected if squeezed(fact) not in text] == []


def test_where_english_is_missing_the_chinese_stands_marked_as_chinese() -> None:
    facts = replace(FACTS, task_name=Words(FACTS.task_name.zh))
    assert f'<span lang="zh">{FACTS.task_name.zh}</span>' in notice_page(facts, lang="en").html
    assert squeezed(FACTS.task_name.zh) in text_of(render_notice(facts, lang="en"))


def test_facts_come_back_from_their_stored_document_unchanged() -> None:
    stored = json.loads(json.dumps(document_of(FACTS)))
    assert facts_of(stored) == FACTS
    assert set(stored) == {field.name for field in fields(NoticeFacts)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_facts_give_the_same_bytes_and_another_total_others(lang: Language) -> None:
    paper = render_notice(FACTS, lang=lang)
    assert render_notice(facts_of(document_of(FACTS)), lang=lang) == paper
    changed = render_notice(replace(FACTS, total="84.60"), lang=lang)
    assert changed != paper
    assert "84.60" in text_of(changed)
    assert "84.59" not in text_of(changed).replace(squeezed(FACTS.grade_reasons[0].zh), "").replace(
        squeezed(FACTS.grade_reasons[0].en), ""
    )


def test_an_ordinary_notice_has_two_chinese_pages_and_one_english() -> None:
    assert n_pages(render_notice(FACTS, lang="zh")) == 2
    assert n_pages(render_notice(FACTS, lang="en")) == 1


@pytest.mark.parametrize("n_attachments", range(0, 10, 3))
@pytest.mark.parametrize(("lang", "heading"), [("zh", "三、申诉权利"), ("en", "Right of appeal")])
def test_seal_verification_and_a_line_of_text_share_the_last_page(
    lang: Language, heading: str, n_attachments: int
) -> None:
    """GB/T 9704-2012, 7.3.5: no seal without text on its page."""
    attachments = tuple(Words(f"附件材料{n}", f"List {n}") for n in range(n_attachments))
    reader = PdfReader(
        io.BytesIO(render_notice(replace(FACTS, attachments=attachments), lang=lang))
    )
    last = reader.pages[-1].extract_text()
    day = {"zh": "2026年11月20日", "en": "20 November 2026"}[lang]
    assert all(part in last for part in (heading, FACTS.verification_code, day))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_demo_says_so_on_every_page_and_a_real_notice_does_not(lang: Language) -> None:
    for page in PdfReader(io.BytesIO(render_notice(FACTS, lang=lang))).pages:
        assert "演示" in page.extract_text()
        assert "Demo" in page.extract_text()
    real = text_of(render_notice(replace(FACTS, is_demo=False), lang=lang))
    assert "演示" not in real
    assert "Demo" not in real


def test_the_text_keeps_to_the_area_of_the_standard() -> None:
    """GB/T 9704-2012, 5.2: 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm; each within 1 mm."""
    words = words_on(render_notice(replace(FACTS, is_demo=False), lang="zh"))
    body = [word for word in words if word[2] < 262]
    assert min(left for _page, left, *_rest in body) == pytest.approx(28, abs=1)
    assert max(right for _p, _l, _t, right, *_rest in body) <= 184 + 1
    assert max(bottom for _p, _l, _t, _r, bottom, _text in body) <= 262 + 1
    assert min(top for page, _l, top, *_rest in body if page == 2) >= 37


def test_the_red_mark_and_rule_stand_where_the_standard_puts_them() -> None:
    """GB/T 9704-2012, 7.2: mark 35 mm under the 版心's top, rule 156 mm wide, 4 mm under number."""
    pdf = render_notice(replace(FACTS, is_demo=False), lang="zh")
    rows = red_rows(raster(pdf, 1))
    mark_top = int(np.argmax(rows > 3)) / MM
    rule = np.flatnonzero(rows > 150 * MM)
    black = (raster(pdf, 1) < 100).all(axis=2).any(axis=1)
    number_bottom = int(np.flatnonzero(black[: rule[0]])[-1]) / MM
    assert mark_top == pytest.approx(37 + 35, abs=1)
    assert rows[rule[0]] / MM == pytest.approx(156, abs=1)
    assert rule.size / MM == pytest.approx(0.7, abs=0.2)
    assert rule[0] / MM - number_bottom == pytest.approx(4, abs=0.5)


def test_page_numbers_stand_seven_millimetres_under_the_text_outside() -> None:
    """GB/T 9704-2012, 7.5: 一字线 7 mm under the 版心, odd pages right, even pages left."""
    pdf = render_notice(replace(FACTS, is_demo=False), lang="zh")
    below = int(263 * MM)
    dashes = np.flatnonzero((raster(pdf, 1)[below:, :, 0] < 128).sum(axis=1) > 7 * MM)
    assert (below + dashes[0]) / MM - 262 == pytest.approx(7, abs=1)
    numbers = [word for word in words_on(pdf) if word[2] > 262]
    assert {word[0] for word in numbers if word[1] > 105} == {1}
    assert {word[0] for word in numbers if word[1] < 105} == {2}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_qr_code_on_paper_leads_to_the_verification_page(lang: Language) -> None:
    pdf = render_notice(FACTS, lang=lang)
    read = zxingcpp.read_barcodes(Image.fromarray(raster(pdf, n_pages(pdf))))
    assert [code.text for code in read] == [FACTS.verify_url]


def test_a_qr_code_leads_to_any_address_of_an_installation() -> None:
    for url in ("http://127.0.0.1:8000/verify/K7QM-2RVD", "https://例.中国/verify/" + "A" * 120):
        read = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_code(url))))
        assert [code.text for code in read] == [url]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_long_names_wrap_and_stay_on_the_paper(lang: Language) -> None:
    facts = replace(
        FACTS,
        organisation=Words(LONG[:31], "Headquarters of the Rural Sewage Treatment Works " * 3),
        addressee=Words(LONG, "Office " * 40),
        task_name=Words(LONG, "A" * 300),
        dimensions=tuple(replace(row, name=Words(LONG[:40], "B" * 60)) for row in FACTS.dimensions),
        verify_url="https://chengxiao.example.gov.cn/" + "verify/" * 20,
    )
    pdf = render_notice(facts, lang=lang)
    text = text_of(pdf)
    left, right = (27, 185) if lang == "zh" else (24, 186)
    assert LONG in text or lang == "en"
    assert "A" * 300 in text or lang == "zh"
    assert n_pages(pdf) <= 4
    assert all(left <= word[1] and word[3] <= right for word in words_on(pdf))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rare_characters_of_names_are_printed(lang: Language) -> None:
    name = "喆祎垚翀珺彧玥犇堃𠮷工作室"
    assert name in text_of(render_notice(replace(FACTS, addressee=Words(name)), lang=lang))


def test_a_name_with_a_character_no_font_has_is_refused_by_name() -> None:
    with pytest.raises(GlyphsMissing) as refused:
        render_notice(replace(FACTS, addressee=Words("海州😀公司")), lang="zh")
    assert refused.value.facts["characters"] == "U+1F600 😀"


HOSTILE = (
    '<script>alert(1)</script><img src="http://127.0.0.1:{port}/a.png"><img src=file:///etc/passwd>'
    '</style><style>@import "http://127.0.0.1:{port}/b.css";</style>{{{{ 7*7 }}}}"><link rel='
    '"attachment" href="file:///etc/passwd">&#128512;'
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_code_in_any_field_prints_as_text_and_fetches_nothing(lang: Language) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        hostile = HOSTILE.format(port=listener.getsockname()[1])
        changes: dict[str, object] = {}
        for field in fields(FACTS):
            value = getattr(FACTS, field.name)
            if isinstance(value, Words):
                changes[field.name] = Words(hostile, hostile)
            elif isinstance(value, str):
                changes[field.name] = hostile
        rows = tuple(replace(row, code=hostile, score=hostile) for row in FACTS.dimensions)
        facts = replace(FACTS, **(changes | {"dimensions": rows}))
        pdf = render_notice(facts, lang=lang)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert squeezed(hostile) in text_of(pdf)
    assert b"/EmbeddedFile" not in pdf
    assert PdfReader(io.BytesIO(pdf)).attachments == {}


def test_a_trial_with_a_dummy_number_is_the_same_call() -> None:
    trial = replace(FACTS, number_zh="成效认〔2026〕0号", sequence=0, verification_code="TRIAL")
    assert "成效认〔2026〕0号" in text_of(render_notice(trial, lang="zh"))


def test_a_dimension_without_a_score_has_no_bar_and_is_printed_as_given() -> None:
    rows = (replace(FACTS.dimensions[0], score="不适用"), *FACTS.dimensions[1:])
    facts = replace(FACTS, dimensions=rows, appeal_last_day=date(2027, 1, 4))
    page = notice_page(facts, lang="zh")
    assert page.images["bar-1"].count(b"<rect") == 1
    assert page.images["bar-2"].count(b"<rect") == 2
    assert "不适用" in text_of(render_notice(facts, lang="zh"))
