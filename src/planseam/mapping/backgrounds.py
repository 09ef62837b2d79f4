"""Tile backgrounds, which a map has only if asked.

From then on it needs the network, and the provider learns what is looked at.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import xyzservices
from xyzservices import providers

from planseam.errors import OutputError
from planseam.loading.datum import Datum
from planseam.text import Text

__all__ = ["Background", "background", "background_table"]

#: What the map can show of a provider that does not say it.
MOST_ZOOM = 19
#: Web maps whose tiles are in GCJ-02, by the end of their host.
_SHIFTED = ("autonavi.com", "amap.com")
#: Names of ours for what xyzservices calls otherwise.
_ALIASES = {"amap": "Gaode.Normal", "amap-satellite": "Gaode.Satellite"}
_AMAP = {
    "amap": Text("高德地图", "Amap"),
    "amap-satellite": Text("高德卫星影像", "Amap satellite images"),
}
_WORLD_GRIDS = (None, "EPSG:3857")
_HOST = re.compile(r"(?=[^:])[A-Za-z0-9.\-]*(\{s\}[A-Za-z0-9.\-]*)?(:\d{1,5})?")
_PLACE = re.compile(r"\{([^}]*)\}?")
_UNSAFE = re.compile(r"[\s\"'<>\\]")

#: Tianditu: the maps of the national platform and, over each, its names.
_TIANDITU = {
    "tianditu": (Text("天地图矢量", "Tianditu map"), ("vec", "cva")),
    "tianditu-image": (Text("天地图影像", "Tianditu images"), ("img", "cia")),
    "tianditu-terrain": (Text("天地图地形晕渲", "Tianditu relief"), ("ter", "cta")),
}
_TIANDITU_ADDRESS = (
    "https://t{{s}}.tianditu.gov.cn/{name}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={name}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
_TIANDITU_ZOOM = 18


@dataclass(frozen=True, kw_only=True)
class Background:
    """Tiles to lie under a map.

    Parameters
    ----------
    title : Text
    addresses : tuple of str
        Bottom first, with ``{x}``, ``{y}``, ``{z}`` and, where there are several servers, ``{s}``.
    subdomains : str
        The servers, one letter or digit each.
    credit : str
        Whose tiles they are, as the provider wants it said.
    max_zoom : int
        The largest zoom that the provider has.
    datum : {"GCJ-02", "BD-09"}, optional
        In which they are drawn; None for WGS 84 or CGCS2000, which lie together on a screen.
    """

    title: Text
    addresses: tuple[str, ...]
    subdomains: str = ""
    credit: str = ""
    max_zoom: int = MOST_ZOOM
    datum: Datum | None = field(default=None)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where tiles come from: all that the page may ask of the network."""
        found = []
        for address in self.addresses:
            scheme, host = urlsplit(address)[:2]
            found += [f"{scheme}://{host.replace('{s}', each)}" for each in (self.subdomains if "{s}" in host else "-")]
        return tuple(dict.fromkeys(found))


def background(name: str, *, key: str = "") -> Background:
    """Find a background.

    Parameters
    ----------
    name : str
        ``tianditu``, ``tianditu-image`` or ``tianditu-terrain`` (with a key);
        ``amap`` or ``amap-satellite``; a provider of xyzservices such as
        ``OpenStreetMap.Mapnik``; or the address of tiles with ``{x}``, ``{y}``
        and ``{z}``, as of a server on an intranet.
    key : str
        Key of the provider, where it asks for one; it is then in the page.

    Raises
    ------
    OutputError
        If there is no such provider, or it needs a key, or its tiles are not those of web maps.
    """
    if name in _TIANDITU:
        title, names = _TIANDITU[name]
        if not key:
            raise _needs_key(name)
        return Background(
            title=title,
            addresses=tuple(_TIANDITU_ADDRESS.format(name=each, key=quote(key, safe="")) for each in names),
            subdomains="01234567",
            credit="天地图 · 国家地理信息公共服务平台",
            max_zoom=_TIANDITU_ZOOM,
        )
    if "://" in name:
        return _of_address(name)
    return _of_provider(name, key)


def background_table(chosen: Background | None) -> dict[str, Any] | None:
    """What the page must know of a background."""
    if chosen is None:
        return None
    return {
        "title": chosen.title,
        "addresses": list(chosen.addresses),
        "subdomains": chosen.subdomains,
        "credit": chosen.credit,
        "zoom": chosen.max_zoom,
        "hosts": list(chosen.hosts),
    }


def _of_address(address: str) -> Background:
    parts = urlsplit(address)
    places = set(_PLACE.findall(address))
    wanted = {"x", "y", "z"} <= places <= {"x", "y", "z", "s"}
    if (
        parts.scheme not in ("http", "https")
        or not wanted
        or not _HOST.fullmatch(parts.netloc)
        or _UNSAFE.search(address)
    ):
        raise OutputError(
            Text("不是瓦片地址", "is no address of tiles"),
            where=address,
            cure=Text(
                "地址应以 http:// 或 https:// 开头，并含 {x}、{y}、{z}",
                "It begins with http:// or https:// and holds {x}, {y} and {z}",
            ),
        )
    host = parts.netloc.replace("{s}", "")
    return Background(
        title=Text.same(host.strip(".")),
        addresses=(address,),
        subdomains="abc",
        datum=_datum(parts.netloc),
    )


def _of_provider(name: str, key: str) -> Background:
    provider = _provider(name)
    if provider.get("crs") not in _WORLD_GRIDS:
        raise OutputError(
            Text(
                f"瓦片为 {provider['crs']}，不是网络地图的格网",
                f"its tiles are in {provider['crs']}, no grid of web maps",
            ),
            where=name,
            cure=Text("请另选底图", "Choose another background"),
        )
    if provider.requires_token():
        provider = _with_key(provider, name, key)
    try:
        address = provider.build_url(fill_subdomain=False)
    except (KeyError, ValueError) as error:
        raise OutputError(
            Text("该底图还需要其他参数", "this provider needs more than a key"),
            where=name,
            cure=Text("请直接给出瓦片地址", "Name the address of its tiles instead"),
        ) from error
    host = urlsplit(address).netloc
    datum = _datum(host)
    return Background(
        title=_AMAP.get(name, Text.same(str(provider["name"]))),
        # Amap serves both, and a page that was opened over https loads no http
        addresses=(address.replace("http://", "https://", 1) if datum else address,),
        subdomains="".join(provider.get("subdomains", "abc")),
        credit=re.sub(r"<[^>]*>|&copy;", "", str(provider.get("attribution", ""))).strip(),
        max_zoom=min(int(provider.get("max_zoom", MOST_ZOOM)), MOST_ZOOM + 5),
        datum=datum,
    )


def _provider(name: str) -> xyzservices.TileProvider:
    try:
        return providers.query_name(_ALIASES.get(name, name)).copy()
    except ValueError as error:
        near = [each for each in providers.flatten() if name.lower() in each.lower()][:3]
        ours = [*_TIANDITU, *_ALIASES]
        raise OutputError(
            Text("没有这一底图", "there is no such background"),
            where=name,
            cure=Text(
                f"可用：{'、'.join(near or ours)}，xyzservices 的其他底图，或含 {{x}}、{{y}}、{{z}} 的瓦片地址",
                f"There is {', '.join(near or ours)}, any other provider of xyzservices, "
                "or an address of tiles with {x}, {y} and {z}",
            ),
        ) from error


def _with_key(provider: xyzservices.TileProvider, name: str, key: str) -> xyzservices.TileProvider:
    asked = [each for each, value in provider.items() if isinstance(value, str) and "<insert your" in value]
    if not key:
        raise _needs_key(name)
    if len(asked) > 1:
        raise OutputError(
            Text("该底图需要多个密钥", "this provider needs several keys"),
            where=name,
            cure=Text("请直接给出含密钥的瓦片地址", "Name the address of its tiles, with the keys in it"),
        )
    return provider(**{asked[0]: quote(key, safe="")})


def _needs_key(name: str) -> OutputError:
    return OutputError(
        Text("该底图需要密钥", "this provider asks for a key"),
        where=name,
        cure=Text(
            "请向提供方申请，并以 --key 或环境变量 PLANSEAM_TILES_KEY 给出",
            "Get one from the provider, and give it by --key or in the variable PLANSEAM_TILES_KEY",
        ),
    )


def _datum(host: str) -> Datum | None:
    return "GCJ-02" if host.partition(":")[0].endswith(_SHIFTED) else None
