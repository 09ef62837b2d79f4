import http.server
import json
import threading

import pyogrio
import pytest

from planseam.loading.drivers import narrowed, restrictable

VIRTUAL = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
)


@pytest.fixture
def asked():
    """Paths that a server of this machine was asked for, and its address."""
    paths = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815 -- http.server's name

        def log_message(self, *_arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield paths, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def linked(tmp_path, address):
    text = {
        "type": "FeatureCollection",
        "crs": {"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}},
        "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [119, 30]}}],
    }
    path = tmp_path / "link.geojson"
    path.write_text(json.dumps(text), "utf-8")
    return path


def test_pyogrio_lets_us_choose_the_drivers():
    assert restrictable()


def test_only_the_drivers_that_are_named_are_left_and_all_come_back():
    before = pyogrio.list_drivers()
    with narrowed({"CSV", "ESRI Shapefile"}):
        assert set(pyogrio.list_drivers()) == {"CSV", "ESRI Shapefile"}
        with narrowed({"GPKG"}):
            assert set(pyogrio.list_drivers()) == {"GPKG"}
        assert set(pyogrio.list_drivers()) == {"CSV", "ESRI Shapefile"}
    assert pyogrio.list_drivers() == before


def test_all_drivers_come_back_after_an_error():
    before = set(pyogrio.list_drivers())
    with pytest.raises(ZeroDivisionError), narrowed({"CSV"}):
        1 / 0  # noqa: B018 -- any error will do
    assert set(pyogrio.list_drivers()) == before
    assert pyogrio.get_gdal_config_option("GDAL_SKIP") is None


def test_the_users_settings_come_back():
    pyogrio.set_gdal_config_options({"GDAL_HTTP_TIMEOUT": "7"})
    try:
        with narrowed({"DXF"}, DXF_ENCODING="GBK"):
            assert pyogrio.get_gdal_config_option("DXF_ENCODING") == "GBK"
        assert pyogrio.get_gdal_config_option("GDAL_HTTP_TIMEOUT") == 7
        assert pyogrio.get_gdal_config_option("DXF_ENCODING") is None
    finally:
        pyogrio.set_gdal_config_options({"GDAL_HTTP_TIMEOUT": None})


def test_a_virtual_dataset_is_not_opened_under_another_name(tmp_path):
    (tmp_path / "x.geojson").write_text(VIRTUAL.format(source="elsewhere.gpkg"), "utf-8")
    with narrowed({"GeoJSON"}), pytest.raises(pyogrio.errors.DataSourceError, match="not recognized"):
        pyogrio.list_layers(tmp_path / "x.geojson")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_nothing_is_fetched(tmp_path, asked):
    paths, address = asked
    file = linked(tmp_path, address)
    pyogrio.read_dataframe(file)
    assert paths == ["/crs"], "GDAL no longer fetches it: this test proves nothing"
    paths.clear()
    with narrowed({"GeoJSON"}):
        pyogrio.read_dataframe(file)
        with pytest.raises(pyogrio.errors.DataSourceError):
            pyogrio.read_dataframe(f"/vsicurl/{address}/a.geojson")
    assert paths == []
