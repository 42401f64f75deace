"""Environment in, one frozen `Settings` out; nothing that decides or is printed belongs here."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 8000
ADDRESS = "address"
"""The file in the data folder that says where the site was served last."""


@dataclass(frozen=True)
class Settings:
    """Where this installation keeps its things and how the world reaches it."""

    data_dir: Path
    database_url: str
    base_url: str
    secret_key: str

    @property
    def files_dir(self) -> Path:
        """Where evidence and notice files lie, named by their hash."""
        return self.data_dir / "files"

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        data_dir: Path | None = None,
        port: int | None = None,
    ) -> "Settings":
        """Read the environment once; `data_dir` and `port` come from the command line.

        Without a port the address is the one at which this installation was served last.
        """
        env = os.environ if environ is None else environ
        folder = (data_dir or Path(env.get("SURVEYAPP_DATA", "") or ROOT / "var")).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return cls(
            data_dir=folder,
            database_url=env.get("SURVEYAPP_DATABASE_URL")
            or f"sqlite:///{folder / 'chengxiao.db'}",
            base_url=(env.get("SURVEYAPP_BASE_URL") or _address(folder, port)).rstrip("/"),
            secret_key=_secret_key(folder / "secret_key"),
        )


def _address(folder: Path, port: int | None) -> str:
    known = folder / ADDRESS
    if port is None and known.exists():
        return known.read_text("utf-8").strip()
    return f"http://127.0.0.1:{PORT if port is None else port}"


def remember_address(settings: Settings) -> None:
    """Keep the address at which this installation is served, for the links of later commands."""
    (settings.data_dir / ADDRESS).write_text(settings.base_url, "utf-8")


def _secret_key(path: Path) -> str:
    """Read this installation's signing secret, made on the first start, readable by its owner."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text("ascii").strip()
