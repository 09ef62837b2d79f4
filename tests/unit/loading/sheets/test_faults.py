import numpy as np
import pandas as pd
import pytest

from planseam.loading.sheets.axes import axes_of
from planseam.loading.sheets.faults import faults_of
from planseam.loading.sheets.vertices import Vertices
from planseam.text import Text


def vertices(pairs, **more):
    first, second = (list(column) for column in zip(*pairs, strict=True))
    numbers = [pd.to_numeric(pd.Series(column), errors="coerce").to_numpy(dtype=float) for column in (first, second)]
    plots = np.arange(len(pairs)) // 4
    labels = [f"P{plot}" for plot in range(int(plots.max()) + 1)]
    return Vertices(
        rows=np.arange(2, len(pairs) + 2),
        texts=(first, second),
        first=numbers[0],
        second=numbers[1],
        axes=("x", "y"),
        names=("X", "Y"),
        plots=plots,
        frame=pd.DataFrame({"地块编号": labels}),
        labels=labels,
        **more,
    )


def found(pairs, **more):
    read = vertices(pairs, **more)
    axes = axes_of(read.first, read.second, axes=read.axes, names=read.names)
    return read, faults_of(read, axes)


GOOD = [("3456700", "40512300")] * 7


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (("", ""), "it has no coordinates"),
        (("0", "0"), "it has no coordinates"),
        (("345x", "40512300"), "its coordinates cannot be read"),
        (("3456700", ""), "its coordinates cannot be read"),
        (("40512300", "3456700"), "its two coordinates stand the other way round than those of other rows"),
        (("3456700", "512300"), "its coordinates are of another kind than those of other rows"),
        (("31.2", "120.5"), "its coordinates are of another kind than those of other rows"),
    ],
)
def test_each_row_that_cannot_be_used_is_told_with_its_reason(pair, why):
    read, faults = found([*GOOD, pair])
    (finding,) = faults.findings(read, layer="x", shape="polygon")
    said = ", ".join(filter(None, pair))
    assert finding.message.en == f"row 9 (P1){f' “{said}”' if said else ''}: {why}; the whole plot is not judged"
    assert finding.message.zh.startswith("第 9 行（P1）")
    assert finding.message.zh.endswith("整个地块没有参与检查")
    assert (finding.rule, finding.severity, finding.layer, finding.feature) == ("DA102", "minor", "x", "P1")
    assert faults.plots == [1]


def test_good_rows_are_no_faults():
    read, faults = found(GOOD)
    assert faults.findings(read, layer="x", shape="polygon") == []


def test_of_points_only_the_row_suffers():
    read, faults = found([*GOOD, ("", "")])
    assert faults.findings(read, layer="x", shape="point")[0].message.en.endswith("it has no coordinates; not judged")


def test_of_many_rows_all_are_named():
    bad = [("x", "y")] * 100
    read, faults = found([*GOOD, *bad])
    told = faults.findings(read, layer="x", shape="polygon")
    assert len(told) == 21
    assert len({finding.kind for finding in told}) == 21
    assert told[-1].message.en.endswith("none of which is judged: 29–108")
    assert told[-1].message.zh.endswith("第 29–108 行")
    assert "80 more rows" in told[-1].message.en


def test_plots_with_too_few_points_are_told_once():
    read, faults = found(GOOD)
    faults.short += [1, 1]
    (finding,) = faults.findings(read, layer="x", shape="polygon")
    assert finding.message.en == "P1: fewer than 3 different points, so not judged"


def test_a_plot_with_a_wrong_row_is_not_told_again_as_short():
    read, faults = found([*GOOD, ("", "")])
    faults.short.append(1)
    assert len(faults.findings(read, layer="x", shape="polygon")) == 1


def test_of_many_short_plots_all_are_named():
    read, faults = found(GOOD * 20)
    faults.short += range(30)
    told = faults.findings(read, layer="x", shape="line")
    assert len(told) == 21
    assert told[-1].feature.split(";") == [f"P{plot}" for plot in range(20, 30)]
    assert "10 more plots with fewer than 2 different points" in told[-1].message.en


def test_lines_that_are_no_vertex_spoil_their_plot():
    read, faults = found(GOOD, unread=((5, 1), (1, -1)))
    told = faults.findings(read, layer="x", shape="polygon")
    assert faults.plots == [1]
    assert told[0].message.en == "row 1: it is neither a vertex nor the head of a plot"
    assert told[1].message.en.startswith("row 5 (P1)")


def test_doubts_are_told_and_spoil_nothing():
    doubts = tuple((0, Text("写明 9 个", "9 announced")) for _ in range(25))
    read, faults = found(GOOD, doubts=doubts)
    told = faults.findings(read, layer="x", shape="polygon")
    assert told[0].message.en == "P0: 9 announced"
    assert len(told) == 21
    assert "5 more plots" in told[-1].message.en
    assert faults.plots == []
