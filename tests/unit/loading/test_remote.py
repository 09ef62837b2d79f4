"""Files at addresses, in a store that is this process's memory; a real one: integration."""

import hashlib

import pytest

from planseam.errors import LayerError
from planseam.loading.remote import fetched, fingerprint, is_remote, opened_at
from planseam.model.study import LayerEntry

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")


@pytest.fixture
def store():
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/plans/a.bin", b"what a plan holds")
    yield memory
    memory.rm("/plans", recursive=True)


def entry(path):
    return LayerEntry(id="d", role="redline", path=path)


@pytest.mark.parametrize(
    "path", ["s3://plans/x.parquet", "https://example.org/x.gpkg", "OSS://plans/x", "file:///x.fgb"]
)
def test_addresses(path):
    assert is_remote(path)


@pytest.mark.parametrize(
    "path", ["plans/x.parquet", "C:/plans/x.parquet", "postgresql://host/plans", "bundled:yrd/redline", "/a//b", ""]
)
def test_what_is_no_address(path):
    assert not is_remote(path)


def test_a_file_is_opened_and_brought_here(store):
    with opened_at(entry("memory://plans/a.bin")) as file:
        file.seek(5)
        assert file.read(1) == b"a"
    here = fetched(entry("memory://plans/a.bin"))
    assert here.name == "a.bin"
    assert here.read_bytes() == b"what a plan holds"


def test_what_a_store_says_of_a_file(store, monkeypatch):
    assert fingerprint(entry("memory://plans/a.bin")) == ""
    tag = hashlib.md5(b"x", usedforsecurity=False).hexdigest()
    monkeypatch.setattr(type(store), "info", lambda self, path: {"ETag": f'"{tag}"'})
    assert fingerprint(entry("memory://plans/a.bin")) == f"ETag {tag}"


@pytest.mark.parametrize("work", [fetched, fingerprint, lambda one: opened_at(one).__enter__()])
def test_what_is_missing_is_told(store, work):
    with pytest.raises(LayerError, match="no file at this address"):
        work(entry("memory://plans/none.bin"))


def test_an_error_of_a_store_is_told_without_the_password(store, monkeypatch):
    class StoreError(Exception):
        """As botocore has them."""

    def info(self, path):
        raise StoreError("who are you?")

    monkeypatch.setattr(type(store), "info", info)
    with pytest.raises(LayerError) as told:
        fingerprint(entry("memory://planner:secret@plans/a.bin"))
    assert "secret" not in told.value.sentence("en")
    assert "StoreError: who are you?" in told.value.sentence("en")


def test_an_error_of_ours_is_none_of_the_store(store):
    with pytest.raises(ZeroDivisionError), opened_at(entry("memory://plans/a.bin")):
        1 / 0  # noqa: B018 - to be raised


def test_an_unknown_kind_of_address_is_told():
    with pytest.raises(LayerError, match="no such kind of address"):
        fetched(entry("what://plans/a.bin"))
