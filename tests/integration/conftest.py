"""What integration tests share: the shipped study checked once, a browser, and a PostGIS of their own."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from planseam import Study, check

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MADE_UP = HERE.parent / "unit" / "mapping" / "conftest.py"


@pytest.fixture(scope="session")
def delta_report():
    """The shipped study, checked once for all tests that look at the result."""
    return check(Study.bundled("yrd"))


@pytest.fixture(scope="session")
def absent():
    """Skip where a browser or a peer is not installed, but fail in CI, where it must be."""

    def say(reason):
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI must test with it")
        pytest.skip(reason)

    return say


@pytest.fixture(scope="module")
def made_up():
    spec = importlib.util.spec_from_file_location("made_up_report", MADE_UP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def browser(absent):
    try:
        from playwright import sync_api  # noqa: PLC0415 - it may be missing, and that is the question
    except ImportError:
        absent("the Python package playwright is not installed")
    if CHROMIUM is None:
        absent("no chromium on this machine")
    with sync_api.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def visit(browser):
    """Open an address; afterwards nothing may have gone wrong and nothing may have been asked of the network."""
    faults, asked = [], []
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)

    def open_page(address, **size):
        page = context.new_page()
        if size:
            page.set_viewport_size(size)
        page.on(
            "console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_selector(".seam-rows li", state="attached")
        return page

    yield open_page
    context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.fixture(scope="session")
def pixels():
    """How many pixels of some canvases are nearly of a colour."""

    def count(page, selector, colour):
        return page.evaluate(
            """([selector, colour]) => [...document.querySelectorAll(selector)].reduce((sum, canvas) => {
              const copy = new OffscreenCanvas(canvas.width || 1, canvas.height || 1)
                .getContext("2d", { willReadFrequently: true });
              if (canvas.width) copy.drawImage(canvas, 0, 0);
              const values = canvas.width ? copy.getImageData(0, 0, canvas.width, canvas.height).data : [];
              const wanted = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
              let found = 0;
              for (let i = 0; i < values.length; i += 4)
                if (values[i + 3] > 250 && wanted.every((part, k) => Math.abs(values[i + k] - part) < 8)) found += 1;
              return sum + found;
            }, 0)""",
            [selector, colour],
        )

    return count


@pytest.fixture(scope="session")
def postgis_folder(absent):
    """The socket folder of a PostGIS cluster that is thrown away after the tests; its user is planner."""
    # a socket's path must be short
    with tempfile.TemporaryDirectory(prefix="seam", dir="/tmp", ignore_cleanup_errors=True) as folder:
        script = ["sh", str(HERE / "postgis.sh")]
        started = subprocess.run([*script, "start", folder], check=False, capture_output=True, text=True)
        if started.returncode:
            absent(started.stderr.strip() or "PostgreSQL does not start")
        try:
            yield folder
        finally:
            subprocess.run([*script, "stop", folder], check=False)
            shutil.rmtree(Path(folder, "data"), ignore_errors=True)


@pytest.fixture(scope="module")
def postgis(postgis_folder, absent):
    """A connection to that cluster, with the extension made."""
    try:
        import psycopg  # noqa: PLC0415 - it may be missing, and that is the question
    except ImportError:
        absent("psycopg is not installed")
    with psycopg.connect(f"host={postgis_folder} user=planner dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        yield connection
