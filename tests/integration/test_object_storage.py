"""Layers in an object store, by fsspec addresses: a store of our own on the loopback device."""

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from planseam import check

moto = pytest.importorskip("moto.server", reason="moto, an object store to test with, is not installed")
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")

SPEC = importlib.util.spec_from_file_location("patchwork", Path(__file__).with_name("patchwork.py"))
patchwork = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(patchwork)

SELECT = "BD102,EC103,DA"


@pytest.fixture(scope="module")
def address():
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def keys(monkeypatch, address):
    """The environment of somebody who may read the store."""
    environment = {
        "AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "planner", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
    }  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    s3fs.S3FileSystem.clear_instance_cache()
    yield monkeypatch
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    patchwork.layers(folder, ("land-use", "redline"))
    patchwork.database(patchwork.table("redline").to_crs("EPSG:4490"), folder / "redline.gpkg")
    return folder


@pytest.fixture
def bucket(keys, folder):
    store = s3fs.S3FileSystem()
    if not store.exists("plans"):
        store.mkdir("plans")
        for path in folder.glob("*.*"):
            store.put_file(str(path), f"plans/{path.name}")
    return store


def judged(folder, place, *roles, redline=None):
    given = {"land-use": {"fields": {"DLBM": "class"}}, "redline": redline or {}}
    entries = [{"id": role, "role": role, "path": f"{place}{role}.parquet"} | given[role] for role in roles or given]
    return check(patchwork.study(folder, entries), select=SELECT, strict=True, jobs=2)


def only(report):
    """The finding on the layer that could not be read."""
    (told,) = report.conflicts.query("severity == 'critical'").to_dict("records")
    return told


def test_the_same_answer_as_from_the_disk(folder, bucket):
    disk, store = (judged(folder, place) for place in ("", "s3://plans/"))
    pd.testing.assert_frame_equal(pd.DataFrame(disk.conflicts), pd.DataFrame(store.conflicts))
    assert len(disk.conflicts) > 80
    for one, other in zip(disk.inputs[1:], store.inputs[1:], strict=True):
        assert {key: one[key] for key in ("rows", "judged", "left_out", "crs")} == {
            key: other[key] for key in ("rows", "judged", "left_out", "crs")
        }
        assert other["left_out"]["far"] > 20
        assert other["sha256"] == "ETag " + bucket.info(f"plans/{one['path']}")["ETag"].strip('"')


@pytest.mark.parametrize("redline", [{"whole": True}, {"path": "s3://plans/redline.gpkg"}, {"crs": "GCJ-02"}])
def test_what_cannot_be_read_in_parts_is_brought_here(folder, bucket, redline):
    local = redline | {"path": redline["path"].rpartition("/")[2]} if "path" in redline else redline
    disk, store = (
        judged(folder, "", "redline", redline=local),
        judged(folder, "s3://plans/", "redline", redline=redline),
    )
    assert disk.conflicts["id"].tolist() == store.conflicts["id"].tolist()
    assert store.inputs[1]["path"].startswith("s3://plans/redline.")
    assert disk.inputs[1]["sha256"] == store.inputs[1]["sha256"]


@pytest.mark.parametrize("redline", [{}, {"whole": True}])
def test_a_missing_key_is_told_as_such(folder, bucket, redline):
    told = only(judged(folder, "s3://plans/", "redline", redline=redline | {"path": "s3://plans/none.parquet"}))
    assert "there is no file at this address (redline: s3://plans/none.parquet)" in told["message_en"]


def test_wrong_keys_are_told_with_what_tells_them(folder, bucket, keys):
    # from the next request on, the store asks who it is
    keys.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
    keys.setenv("AWS_ACCESS_KEY_ID", "AKIASOMEBODYELSE")
    s3fs.S3FileSystem.clear_instance_cache()
    told = only(judged(folder, "s3://plans/", "redline"))
    assert "the address cannot be read (redline: s3://plans/redline.parquet" in told["message_en"]
    assert "AWS_ACCESS_KEY_ID" in told["advice_en"]


def test_no_keys_are_told(folder, bucket, keys):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        keys.delenv(name)
    keys.setenv("AWS_SHARED_CREDENTIALS_FILE", "none")
    s3fs.S3FileSystem.clear_instance_cache()
    told = only(judged(folder, "s3://plans/", "redline"))
    assert "the address cannot be read" in told["message_en"]


def test_a_store_that_does_not_answer_is_told(folder, bucket, keys):
    keys.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    keys.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    told = only(judged(folder, "s3://plans/", "redline"))
    assert "the address cannot be read" in told["message_en"]


@pytest.mark.parametrize(
    ("path", "words"),
    [("what://plans/x.parquet", "no such kind of address"), ("s3://plans/redline.gpkg.parquet", "no file")],
)
def test_other_addresses(folder, bucket, path, words):
    assert words in only(judged(folder, "", "redline", redline={"path": path}))["message_en"]


def test_what_is_no_parquet_is_told(folder, bucket):
    bucket.pipe_file("plans/odd.parquet", b"PAR1 is how it begins, and not how it ends")
    assert "damaged" in only(judged(folder, "", "redline", redline={"path": "s3://plans/odd.parquet"}))["message_en"]


def test_without_s3fs_the_extra_is_named(folder, bucket, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    registry = pytest.importorskip("fsspec.registry")
    monkeypatch.delitem(registry._registry, "s3")
    told = only(judged(folder, "", "redline", redline={"path": "s3://plans/redline.parquet"}))
    assert "planseam[cluster]" in told["advice_en"]
