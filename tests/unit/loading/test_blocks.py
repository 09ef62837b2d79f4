import pytest

from planseam.loading.blocks import ENDLESS, grown


def block(name, *entities):
    return f"  0\nBLOCK\n  8\n0\n  2\n{name}\n 70\n0\n 10\n0\n{''.join(entities)}  0\nENDBLK\n"


def insert(name, **grid):
    sizes = f" 70\n{grid['columns']}\n 71\n{grid['rows']}\n" if grid else ""
    # a value that looks like a code stands before the name
    return f"  0\nINSERT\n 62\n2\n  2\n{name}\n{sizes}"


def drawing(path, blocks, *entities, newline="\n"):
    text = (
        f"  0\nSECTION\n  2\nBLOCKS\n{''.join(blocks)}  0\nENDSEC\n"
        f"  0\nSECTION\n  2\nENTITIES\n{''.join(entities)}  0\nENDSEC\n  0\nEOF\n"
    )
    path.write_text(text, "ascii", newline=newline)
    return path


LINE = "  0\nLINE\n  8\n0\n 10\n0\n 20\n0\n"


def test_each_insertion_counts_what_its_block_holds(tmp_path):
    path = drawing(
        tmp_path / "a.dxf", [block("A", LINE, LINE), block("B", LINE, insert("A"), insert("A"))], insert("B")
    )
    assert grown(path) == 5


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_grid_of_insertions_multiplies(tmp_path, newline):
    path = drawing(tmp_path / "a.dxf", [block("A", LINE)], insert("a", columns=3, rows=4), LINE, newline=newline)
    assert grown(path) == 12


def test_blocks_that_nobody_inserts_do_not_count(tmp_path):
    assert grown(drawing(tmp_path / "a.dxf", [block("A", LINE)], LINE, LINE)) == 0
    (tmp_path / "b.dxf").write_text(f"  0\nSECTION\n  2\nENTITIES\n{LINE}", "ascii")
    assert grown(tmp_path / "b.dxf") == 0


def test_ten_levels_of_ten_are_counted_without_being_drawn(tmp_path):
    blocks = [block("B0", LINE), *(block(f"B{n}", *[insert(f"B{n - 1}")] * 10) for n in range(1, 11))]
    assert grown(drawing(tmp_path / "a.dxf", blocks, insert("B10"))) == 10**10


def test_a_block_within_itself_is_endless(tmp_path):
    blocks = [block("A", LINE, insert("B")), block("B", insert("A"))]
    assert grown(drawing(tmp_path / "a.dxf", blocks, insert("A"))) == ENDLESS


def test_a_chain_of_any_length_ends(tmp_path):
    blocks = [block("B0", LINE), *(block(f"B{n}", insert(f"B{n - 1}")) for n in range(1, 5000))]
    assert grown(drawing(tmp_path / "a.dxf", blocks, insert("B4999"))) == ENDLESS
