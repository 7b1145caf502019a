"""Signatures of approvals and of the record of publications, by ``ssh-keygen -Y``.

Who may sign is in the file of signers of OpenSSH: a role, its options (``valid-after``, ``valid-before``) and a key on each line.
"""

import re
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from service_catalogue.messages.failure import Refused

#: What a signature is for: one that was made for anything else is none.
_NAMESPACE = "service-catalogue"
#: Why a signature does not hold, by what ``ssh-keygen`` reports.
_CAUSES = {"incorrect signature": "other", "expired|yet valid|not permitted": "invalid"}
_CAUSES |= {"sshsig|parse": "unreadable", "invalid|missing|options": "signers"}


def sign(content: bytes, key: Path) -> str:
    """Return the signature of ``content`` by ``key``. Raise ``Refused``."""
    signature, _ = _ssh_keygen(content, "sign", "-n", _NAMESPACE, "-f", str(key))
    if not signature:
        raise Refused("failure.no-signature", file=key)
    return signature


def signer(content: bytes, signature: object, signers: Path, moment: datetime) -> tuple[str, str]:
    """Return the role in ``signers`` that signed ``content`` and could at that ``moment``, or why there is none. Raise ``Refused``.

    The reason is the end of the key of a message.
    """
    if not signers.is_file():
        raise Refused("failure.no-signers", file=signers)
    if not signature:
        return "", "none"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "signature")
        file.write_text(str(signature), "utf-8", errors="replace")
        valid = ("-f", str(signers), "-s", str(file), "-O", f"verify-time={moment.astimezone():%Y%m%d%H%M%S}")
        roles, errors = _ssh_keygen(b"", "find-principals", *valid)
        for role in roles.splitlines():
            verified, errors = _ssh_keygen(content, "verify", "-n", _NAMESPACE, "-I", role, *valid)
            if verified:
                return role, ""
    return "", next((name for words, name in _CAUSES.items() if re.search(words, errors)), "other" if roles else "unknown")


def _ssh_keygen(content: bytes, action: str, *options: str) -> tuple[str, str]:
    """Return the output of ``ssh-keygen``, empty if it fails, and its errors. Raise ``Refused`` if it is not installed."""
    try:
        done = subprocess.run(["ssh-keygen", "-Y", action, *options], input=content, capture_output=True, check=False)
    except OSError:
        raise Refused("failure.no-ssh-keygen") from None
    output, errors = (each.decode("utf-8", "replace") for each in (done.stdout, done.stderr))
    return output if done.returncode == 0 else "", errors
