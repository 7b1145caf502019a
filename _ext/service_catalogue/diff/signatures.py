"""Detached signatures of approvals and publications, by ``ssh-keygen -Y``.

The file of signers is that of OpenSSH: a role, its options (``valid-after``, ``valid-before``) and a key on each line.
"""

import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from service_catalogue.messages import Refused

#: What a signature is for: one that was made for anything else is none.
_NAMESPACE = "service-catalogue"


def sign(content: bytes, key: Path) -> str:
    """Return the signature of ``content`` by ``key``. Raise ``Refused``."""
    signature = _ssh_keygen(content, "sign", "-n", _NAMESPACE, "-f", str(key))
    if not signature:
        raise Refused("failure.no-signature", file=key)
    return signature


def signer(content: bytes, signature: object, signers: Path, moment: datetime) -> str:
    """Return the role in ``signers`` that signed ``content`` and could at that ``moment``; empty if there is none. Raise ``Refused``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "signature")
        file.write_text(str(signature), "utf-8", errors="replace")
        valid = ("-f", str(signers), "-s", str(file), "-O", f"verify-time={moment.astimezone():%Y%m%d%H%M%S}")
        roles = _ssh_keygen(b"", "find-principals", *valid).splitlines()
        return next((role for role in roles if _ssh_keygen(content, "verify", "-n", _NAMESPACE, "-I", role, *valid)), "")


def _ssh_keygen(content: bytes, action: str, *options: str) -> str:
    """Return what ``ssh-keygen`` prints; nothing if it fails. Raise ``Refused`` if it is not installed."""
    try:
        done = subprocess.run(["ssh-keygen", "-Y", action, *options], input=content, capture_output=True, check=False)
    except OSError:
        raise Refused("failure.no-ssh-keygen") from None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
