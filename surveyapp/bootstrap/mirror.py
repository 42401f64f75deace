"""Translates pip's settings, which name the package mirror, into uv's; it installs nothing.

uv reads neither pip.conf nor PIP_* variables. pip is asked itself (`pip config list`), so every
place where pip looks counts: environment, user file, site file, PIP_CONFIG_FILE.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Later ones win in pip: global section, then the command's own section, then the environment.
SECTIONS = ("global", "install", ":env:")
DEBIAN_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def read_pip_settings(listing: str) -> dict[str, str]:
    """Read the output of `pip config list` into one value per option."""
    by_section: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listing.splitlines():
        name, sign, quoted = line.partition("=")
        section, dot, option = name.rpartition(".")
        if not (sign and dot) or section not in by_section:
            continue
        try:
            value = ast.literal_eval(quoted)
        except (ValueError, SyntaxError):
            continue
        by_section[section][option] = str(value)
    merged: dict[str, str] = {}
    for section in SECTIONS:
        merged.update(by_section[section])
    return merged


def is_there(location: str) -> bool:
    """Tell whether a place can be asked at all: a folder of this machine must exist."""
    parts = urlsplit(location)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).exists()
    return bool(parts.scheme) or Path(location).exists()


def present(value: str) -> list[str]:
    """Split a list of places as pip does and keep those that can be asked."""
    return [place for place in value.split() if is_there(place)]


def as_uv_settings(pip: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Write pip's settings as uv's environment; what the person set for uv stays as it is."""
    wanted = {
        "UV_DEFAULT_INDEX": " ".join(present(pip.get("index-url", ""))[:1]),
        "UV_EXTRA_INDEX_URL": " ".join(present(pip.get("extra-index-url", ""))),
        "UV_FIND_LINKS": ",".join(present(pip.get("find-links", ""))),
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        "UV_HTTP_TIMEOUT": pip.get("timeout", pip.get("default-timeout", "")),
        "ALL_PROXY": pip.get("proxy", ""),
        "SSL_CERT_FILE": pip.get("cert", "") or default_certificates(),
        # As pip does: all indexes are equal. The hashes of the lock make that safe.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
    }
    if "UV_INDEX_URL" in environ:
        del wanted["UV_DEFAULT_INDEX"]
    if not os.access(environ.get("HOME", "/"), os.W_OK):
        wanted["UV_NO_CACHE"] = "1"
    return {name: value for name, value in wanted.items() if value and name not in environ}


def default_certificates() -> str:
    """Name the machine's own certificate store, which may know the mirror; uv brings another."""
    return str(DEBIAN_CERTIFICATES) if DEBIAN_CERTIFICATES.exists() else ""
