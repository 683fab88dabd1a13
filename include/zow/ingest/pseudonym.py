"""BSN -> client_key: HMAC-SHA256 with a secret key, salted with the gemeentecode (sources.md, personal data).

DuckDB has no HMAC; it is composed from two SHA-256 with the padded keys of RFC 2104, which are bound as parameters and
so never stand in SQL text. A fingerprint of the key is kept in raw: another key would silently cut clients in two.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from zow.errors import ZowError

KEY_FILE = "sleutel.json"
_BLOCK = 64  # bytes in a block of SHA-256


@dataclass(frozen=True)
class Pseudonym:
    """The key in the form that SQL needs. `parameters` bind $zow_binnen and $zow_buiten."""

    key: bytes

    @property
    def parameters(self) -> dict[str, bytes]:
        key = hashlib.sha256(self.key).digest() if len(self.key) > _BLOCK else self.key
        padded = key.ljust(_BLOCK, b"\0")
        return {"zow_binnen": bytes(b ^ 0x36 for b in padded), "zow_buiten": bytes(b ^ 0x5C for b in padded)}

    @property
    def fingerprint(self) -> str:
        """16 hex characters that say which key it is, not what it is."""
        return hmac.new(self.key, b"zicht-op-werk vingerafdruk", hashlib.sha256).hexdigest()[:16]

    def client_key(self, gemeentecode: str, bsn: str) -> str:
        """64 hex characters; the same as `client_key_sql` gives."""
        return hmac.new(self.key, f"{gemeentecode}:{bsn}".encode(), hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return f"Pseudonym({self.fingerprint})"


def client_key_sql(text: str, gemeentecode: str) -> str:
    """SQL for the pseudonym of the text expression `text`; NULL stays NULL. Needs Pseudonym.parameters."""
    message = f"encode('{gemeentecode}:' || {text})"
    return f"sha256($zow_buiten::blob || unhex(sha256($zow_binnen::blob || {message})))"


def check_key(raw: Path, pseudonym: Pseudonym) -> None:
    """Remember the key's fingerprint at first use; raise ZowError when raw was made with another key."""
    path = raw / KEY_FILE
    if not path.exists():
        raw.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({"vingerafdruk": pseudonym.fingerprint}) + "\n")
        try:
            os.link(draft, path)  # fails when another process was first: its key is then the one that counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    try:
        known = json.loads(path.read_text())["vingerafdruk"]
    except (ValueError, KeyError, TypeError):
        known = None
    if known != pseudonym.fingerprint:
        raise ZowError("De pseudoniemsleutel is een andere dan die waarmee raw is gemaakt; cliënten zouden dubbel "
                       "tellen.", str(path),
                       "Zet ZOW_PSEUDONYM_KEY (of .secrets/pseudonym.key) terug op de oorspronkelijke sleutel.")
