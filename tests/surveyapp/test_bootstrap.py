"""Set-up on a bare machine: its decisions, tried with small real scripts in place of the tools."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from surveyapp.bootstrap import machine, mirror, start
from surveyapp.bootstrap.voice import SetUpStopped

ROOT = start.ROOT
Script = Callable[[str, str], Path]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Give a function that puts a small program on a PATH that holds nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def write(name: str, body: str) -> Path:
        program = folder / name
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
        return program

    return write


def test_the_last_pip_section_wins_and_the_environment_wins_over_all() -> None:
    listing = (
        "global.index-url='https://mirror.example/simple'\n"
        "install.index-url='https://second.example/simple'\n"
        "global.extra-index-url='\\nhttps://a.example/simple\\nhttps://b.example/simple'\n"
        ":env:.cert='/etc/mirror.pem'\n"
        "global.cert='/etc/other.pem'\n"
        "wheel.index-url='https://never.example'\n"
        "not a setting\n"
        "global.broken=unquoted\n"
    )
    assert mirror.read_pip_settings(listing) == {
        "index-url": "https://second.example/simple",
        "extra-index-url": "\nhttps://a.example/simple\nhttps://b.example/simple",
        "cert": "/etc/mirror.pem",
    }


def test_pip_settings_become_uv_settings(tmp_path: Path) -> None:
    pip = {
        "index-url": "https://mirror.example/simple",
        "extra-index-url": "\nhttps://a.example/simple\nhttps://b.example/simple",
        "find-links": str(tmp_path),
        "trusted-host": "mirror.example",
        "default-timeout": "180",
        "proxy": "http://proxy.example:3128",
        "cert": "/etc/mirror.pem",
    }
    assert mirror.as_uv_settings(pip, {"HOME": str(tmp_path)}) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_EXTRA_INDEX_URL": "https://a.example/simple https://b.example/simple",
        "UV_FIND_LINKS": str(tmp_path),
        "UV_INSECURE_HOST": "mirror.example",
        "UV_HTTP_TIMEOUT": "180",
        "ALL_PROXY": "http://proxy.example:3128",
        "SSL_CERT_FILE": "/etc/mirror.pem",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
    }


def test_folders_that_do_not_exist_are_left_out(tmp_path: Path) -> None:
    here = tmp_path / "with space"
    here.mkdir()
    pip = {
        "extra-index-url": f"file://{tmp_path}/gone {here.as_uri()} https://a.example/simple",
        "find-links": f"{tmp_path}/gone",
    }
    settings = mirror.as_uv_settings(pip, {"HOME": str(tmp_path)})
    assert settings["UV_EXTRA_INDEX_URL"] == f"{here.as_uri()} https://a.example/simple"
    assert "UV_FIND_LINKS" not in settings


def test_what_the_person_set_for_uv_is_kept(tmp_path: Path) -> None:
    pip = {"index-url": "https://pip.example/simple", "cert": "/etc/pip.pem"}
    environ = {
        "HOME": str(tmp_path),
        "UV_INDEX_URL": "https://uv.example/simple",
        "SSL_CERT_FILE": "/etc/uv.pem",
    }
    settings = mirror.as_uv_settings(pip, environ)
    assert {"UV_DEFAULT_INDEX", "UV_INDEX_URL", "SSL_CERT_FILE"}.isdisjoint(settings)


def test_a_person_without_a_home_gets_no_cache(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path / "nonexistent")}
    assert mirror.as_uv_settings({}, environ)["UV_NO_CACHE"] == "1"


def test_only_wholly_installed_packages_count() -> None:
    lines = (
        "chromium install ok installed\n"
        "poppler-utils deinstall ok config-files\n"
        "postgresql install ok half-configured\n"
        "fonts-noto-cjk unknown ok not-installed\n"
    )
    assert machine.installed_packages(lines) == {"chromium"}


def test_missing_packages_are_listed_in_order(script: Script) -> None:
    script("dpkg-query", "echo 'libpangoft2-1.0-0 install ok installed'; exit 1")
    assert machine.find_missing(machine.PDF_PACKAGES) == ["libpango-1.0-0", "libharfbuzz-subset0"]


def test_a_machine_that_is_not_debian_is_asked_for_no_debian_package(script: Script) -> None:
    assert script is not None
    assert machine.find_missing((machine.VENV_PACKAGE, *machine.PDF_PACKAGES)) == []


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process take itself for an ordinary person's."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.usefixtures("nobody")
def test_without_venv_an_ordinary_person_gets_one_line_and_exit_code_3(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    script("dpkg-query", "exit 1")
    monkeypatch.setitem(sys.modules, "ensurepip", None)  # as Debian without python3-venv
    with pytest.raises(SetUpStopped) as stop:
        machine.prepare_machine((machine.VENV_PACKAGE, *machine.PDF_PACKAGES))
    assert stop.value.exit_code == 3
    assert "\n" not in stop.value.chinese
    assert stop.value.chinese.endswith(
        "apt-get update && apt-get install -y --no-install-recommends"
        " python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


@pytest.mark.usefixtures("nobody")
def test_without_pango_it_goes_on_and_says_that_pdf_is_missing(
    script: Script, capsys: pytest.CaptureFixture[str]
) -> None:
    script("dpkg-query", "exit 1")
    machine.prepare_machine((machine.VENV_PACKAGE, *machine.PDF_PACKAGES))
    said = capsys.readouterr()
    assert said.out == ""
    assert "install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0" in said.err
    assert "除 PDF 外都可使用 · going on without: everything but PDF works" in said.err


def test_root_installs_and_refreshes_the_lists_only_after_a_failure(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    log = tmp_path / "log"
    installed = tmp_path / "installed"
    for program in ("cat", "touch"):
        (tmp_path / "bin" / program).symlink_to(f"/bin/{program}")
    script("dpkg-query", f"cat {installed}")
    script(
        "apt-get",
        f'echo "$*" >> {log}\n'
        f'case "$*" in *update*) touch {tmp_path}/fresh; exit 0;; esac\n'
        f"[ -e {tmp_path}/fresh ] || exit 100\n"
        f"for p in {' '.join(machine.PDF_PACKAGES)}; do echo $p install ok installed; done"
        f" > {installed}",
    )
    machine.prepare_machine(machine.PDF_PACKAGES)
    verbs = [
        next(word for word in line.split() if word in ("install", "update"))
        for line in log.read_text().splitlines()
    ]
    assert verbs == ["install", "update", "install"]
    machine.prepare_machine(machine.PDF_PACKAGES)
    assert len(log.read_text().splitlines()) == 3


def test_root_without_a_reachable_mirror_is_told_the_line(
    script: Script, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    script("dpkg-query", "exit 1")
    script("apt-get", "echo 'Could not resolve'; exit 100")
    machine.prepare_machine(machine.PDF_PACKAGES)
    said = capsys.readouterr().err
    assert "Could not resolve" in said
    assert "everything but PDF works" in said


def test_a_python_older_than_3_11_is_refused() -> None:
    machine.require_python((3, 11, 0))
    with pytest.raises(SetUpStopped, match=r"this is 3\.10\.9") as stop:
        machine.require_python((3, 10, 9))
    assert stop.value.exit_code == 3
