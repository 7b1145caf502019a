"""The Chromium of the browser tests.

`find_chromium()` looks one up. `python -m tests.browser.chromium`, which `make test` runs first, sees to it that there
is one: an installed Chromium or Chrome; else the system's package, where it may install one; else Playwright's own.
"""

import functools
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

# The shell is the same browser without what nobody sees here, and takes half the time.
NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)  # fmt: skip

# Each is tried if its first word is available and we are root.
PACKAGES = (
    ("apt-get -q update", "apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 install chromium-headless-shell"),
    ("dnf -y install chromium",),
)

HELP = """
The tests need a Chromium, and none could be found, installed or started.
Install one and run again:
  Debian        sudo apt install chromium-headless-shell
  Fedora        sudo dnf install chromium
  Ubuntu        .venv/bin/playwright install --with-deps chromium
  macOS         brew install --cask google-chrome
Is one in a place of its own? CHROMIUM=/where/it/is/chromium make test
The last try said: {why}"""


@functools.cache
def find_chromium() -> Path | None:
    """Return the installed Chromium, or None: Playwright then takes its own. $CHROMIUM, where it is set, is not doubted."""
    if chosen := os.environ.get("CHROMIUM"):
        return Path(chosen)
    for path in filter(None, map(shutil.which, NAMES)):
        if answers(path):
            return Path(path)
    return None


def answers(path: str) -> bool:
    """Ubuntu's chromium-browser may be a script that only says how to install the real one."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def start(path: Path | None) -> str:
    """Its version, if it really starts; raises `Error` otherwise."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        try:
            return browser.version
        finally:
            browser.close()


def run(*command: str, timeout: float | None = None) -> None:
    """In a session of its own, so that what it starts ends with it."""
    print("The tests need a browser:", *command, flush=True)
    process = subprocess.Popen(command, start_new_session=True)
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        print(f"Not done within {timeout:.0f} seconds; given up.", flush=True)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)


def install() -> None:
    """Return the system's package; else Playwright's own."""
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    if os.geteuid() == 0:
        for commands in PACKAGES:
            if shutil.which(commands[0].split()[0]):
                for command in commands:
                    run(*command.split())
    find_chromium.cache_clear()
    if find_chromium() is None:
        run(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium", timeout=60)


def main() -> None:
    try:
        try:
            version = start(find_chromium())
        except Error:
            if os.environ.get("CHROMIUM"):
                raise
            install()
            version = start(find_chromium())
    except Error as error:
        sys.exit(HELP.format(why=error.message.strip().splitlines()[0]))
    print(f"Browser of the tests: {find_chromium() or 'that of Playwright'} ({version})", flush=True)


if __name__ == "__main__":
    main()
