"""The page: a folium map whose every byte is in the file."""

import base64
import hashlib
import html
import json
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, BinaryIO, cast

import folium
from branca.element import Figure
from folium.template import Template

from planseam.mapping.tiles import apart
from planseam.text import UNSEEN, Text, visible

__all__ = ["SeamMap"]

#: Read in this order, as one program.
PROGRAM = (
    "words.js",
    "datum.js",
    "shapes.js",
    "block.js",
    "canvas.js",
    "tiles.js",
    "layers.js",
    "background.js",
    "filter.js",
    "compare.js",
    "rows.js",
    "card.js",
    "conflicts.js",
    "course.js",
    "chart.js",
    "pointing.js",
    "geodesy.js",
    "measure.js",
    "search.js",
    "tools.js",
    "print.js",
    "address.js",
    "page.js",
)
#: After Leaflet's own.
STYLES = ("map.css", "panel.css", "chart.css", "tools.css", "compare.css", "print.css")

#: Stands for the data of the page while it is rendered.
DATA = '"the data of the page"'

#: A string of JSON, and the signs in it that HTML, JavaScript or a template could take for their own.
#: branca compiles what it has rendered as a template once more, so that data with braces would run as code.
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_SIGNS = re.compile("[<>&{}%#\u2028\u2029]")


def _template(name: str) -> str:
    return files("planseam.mapping").joinpath("templates", name).read_text("utf-8")


def _leaflet() -> Traversable:
    return files("js_lib_leaflet").joinpath("static", "js_lib_leaflet")


def _data_uri(picture: str) -> str:
    code = base64.b64encode(_leaflet().joinpath("images", picture).read_bytes()).decode("ascii")
    return f"data:image/png;base64,{code}"


@cache
def _styles() -> str:
    sheet = _leaflet().joinpath("leaflet.css").read_text("utf-8")
    sheet = re.sub(r"url\(images/([\w-]+\.png)\)", lambda found: f"url({_data_uri(found[1])})", sheet)
    return "\n".join([sheet, *(_template(name) for name in STYLES)])


@cache
def _library() -> str:
    # The source map is not in the file, so no browser shall look for it.
    return re.sub(r"//# sourceMappingURL=.*", "", _leaflet().joinpath("leaflet.js").read_text("utf-8"))


@cache
def _program() -> str:
    return "\n".join(_template(name) for name in PROGRAM)


def _json(value: object) -> str:
    """Write JSON that can stand inside a script element and inside a template, whatever its strings hold.

    Signs that no reader sees, such as those that turn the direction of what follows, are written out to be seen.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = UNSEEN.sub(lambda sign: visible(sign[0]).replace("\\", "\\\\"), text)
    return _STRING.sub(lambda found: _SIGNS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", found[0]), text)


def _words(text: str) -> str:
    """Write text that can stand in an element and inside a template."""
    return html.escape(visible(text)).replace("{", "&#123;").replace("}", "&#125;")


class SeamMap(folium.Map):
    """A folium map with panel, layers and legend of its own, needing no network.

    It takes children as any folium map does. As long as it has none, the page
    forbids itself all network; children may bring links of their own.

    Parameters
    ----------
    content : dict
        What `planseam.mapping.content.content` gives.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute, which links to the internet there
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - as above
    _template = Template(_template("page.html.jinja"))

    def __init__(self, content: dict[str, Any]) -> None:
        west, south, east, north = content["bounds"]
        super().__init__(
            location=((south + north) / 2, (west + east) / 2),
            zoom_start=7,
            tiles=None,
            prefer_canvas=True,
            zoom_control="topright",
            font_size="13px",
            attribution_control=False,
            min_zoom=4,
            max_zoom=19,
            zoom_snap=0.5,
            track_resize=False,  # the page does so itself
        )
        self.default_js = []  # links that a user adds belong to this map alone
        self.default_css = []
        content, self.archive = apart(content)
        self.hosts = tuple(content["background"]["hosts"]) if content["background"] else ()
        self.data = _json(content)
        # The same report gives the same bytes.
        self._id = hashlib.sha256(self.data.encode()).hexdigest()[:16]
        self.language = content["language"]
        title, subtitle = (Text(*content[key]).to(content["language"]) for key in ("title", "subtitle"))
        cast("Figure", self.get_root()).title = _words(f"{title} · {subtitle}")

    def save(self, outfile: str | bytes | Path | BinaryIO, close_file: bool = True, **kwargs: Any) -> None:  # noqa: ANN401, FBT001, FBT002 - as folium has it
        """Save the page, and beside it the archive of plans where there is one."""
        super().save(outfile, close_file=close_file, **kwargs)
        if self.archive and isinstance(outfile, str | Path):
            Path(outfile).with_suffix(".pmtiles").write_bytes(self.archive)

    def page(self) -> str:
        """The page as `save` writes it, its data put in last: branca need not compile some megabytes as a template."""
        data, self.data = self.data, DATA
        try:
            head, tail = self.get_root().render().split(DATA)
        finally:
            self.data = data
        return f"{head}{data}{tail}"

    @property
    def sealed(self) -> bool:
        """Whether the page forbids itself all network, but for tiles that were asked for."""
        return not self._children and not self.default_js and not self.default_css

    @property
    def policy(self) -> str:
        """What the page allows itself (Content-Security-Policy); nothing where children may need more."""
        if not self.sealed:
            return ""
        allowed = {
            "default-src": "'none'",
            "script-src": "'unsafe-inline'",
            "style-src": "'unsafe-inline'",
            "img-src": " ".join(["data:", *map(_words, self.hosts)]),
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        if self.archive:
            allowed["connect-src"] = "'self'"
        return "; ".join(f"{what} {whence}" for what, whence in allowed.items())

    @property
    def styles(self) -> str:
        """The style sheets of Leaflet and of the page."""
        return _styles()

    @property
    def library(self) -> str:
        """Leaflet."""
        return _library()

    @property
    def program(self) -> str:
        """The program of the page."""
        return _program()

    @property
    def icons(self) -> str:
        """Leaflet's own marker, for those that a user adds."""
        return _json(
            {
                "iconUrl": _data_uri("marker-icon.png"),
                "iconRetinaUrl": _data_uri("marker-icon-2x.png"),
                "shadowUrl": _data_uri("marker-shadow.png"),
            }
        )
