import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planseam.seaming.network import Network, Places


def network(*lines, snap_m=5.0):
    return Network.of(shapely.from_wkt(list(lines)), snap_m=snap_m)


def ends(found):
    nodes, _ = found.dead_ends()
    return sorted(map(tuple, found.xy[nodes].tolist()))


def way(found, one, other, within=np.inf):
    """From a place to another, each told by line and metres."""
    here, there = (found.at(np.array([line]), np.array([along])) for line, along in (one, other))
    return float(found.ways(here, 0, there, within=within)[0])


def test_ends_within_the_snapping_are_one_node_in_their_middle():
    found = network("LINESTRING (0 0, 100 0)", "LINESTRING (104 0, 200 0)")
    assert ends(found) == [(0.0, 0.0), (200.0, 0.0)]
    assert (102.0, 0.0) in set(map(tuple, found.xy.tolist()))


def test_ends_beyond_the_snapping_stay_apart():
    assert len(ends(network("LINESTRING (0 0, 100 0)", "LINESTRING (105.1 0, 200 0)"))) == 4


def test_an_end_that_meets_the_middle_of_a_line_parts_it():
    found = network("LINESTRING (0 0, 100 0)", "LINESTRING (40 3, 40 50)")
    assert found.length.tolist() == [40.0, 60.0, 47.0]
    assert sorted(found.degree.tolist()) == [1, 1, 1, 3]


def test_an_end_near_a_line_close_to_its_end_joins_that_end():
    found = network("LINESTRING (0 0, 100 0)", "LINESTRING (97 4, 97 50)")
    assert found.length.tolist() == [100.0, 46.0]
    assert sorted(found.degree.tolist()) == [1, 1, 2]


def test_lines_that_cross_are_not_joined():
    found = network("LINESTRING (0 0, 100 0)", "LINESTRING (50 -50, 50 50)")
    assert (len(ends(found)), nx.number_connected_components(found.graph)) == (4, 2)


def test_lines_that_cross_in_a_vertex_of_both_are():
    found = network("LINESTRING (0 0, 50 0, 100 0)", "LINESTRING (50 -50, 50 0, 50 50)")
    assert sorted(found.degree.tolist()) == [1, 1, 1, 1, 4]
    assert way(found, (0, 0.0), (1, 100.0)) == 100.0


def test_a_line_that_ends_in_a_vertex_of_its_own_has_one_dead_end():
    assert ends(network("LINESTRING (0 0, 100 0, 200 100, 200 -100, 100 0)")) == [(0.0, 0.0)]


def test_a_line_through_its_own_vertex_twice_is_parted_there_twice():
    found = network("LINESTRING (-50 0, 0 0, 100 50, 100 -50, 0 0, -10 -80)")
    assert sorted(found.degree.tolist()) == [1, 1, 4]
    assert way(found, (0, 0.0), (0, float(found.high.max()))) == pytest.approx(50 + np.hypot(10, 80))


def test_a_ring_has_no_end():
    found = network("LINESTRING (0 0, 100 0, 100 100, 0 0)")
    assert ends(found) == []
    assert found.degree.tolist() == [2]


def test_a_road_drawn_twice_still_ends():
    assert ends(network("LINESTRING (0 0, 50 0, 100 0)", "LINESTRING (100 0, 50 0, 0 0)")) == [(0.0, 0.0), (100.0, 0.0)]


def test_two_ways_of_unlike_length_between_two_nodes_are_two():
    assert ends(network("LINESTRING (0 0, 100 0)", "LINESTRING (0 0, 50 80, 100 0)")) == []


def test_a_stub_within_the_snapping_leads_nowhere():
    assert ends(network("LINESTRING (0 0, 100 0)", "LINESTRING (100 0, 103 0)")) == [(0.0, 0.0), (101.0, 0.0)]


def test_dead_ends_come_with_their_place_on_an_edge():
    found = network("LINESTRING (0 0, 100 0)", "LINESTRING (200 0, 100 0)")
    nodes, places = found.dead_ends()
    assert found.xy[nodes].tolist() == [[0.0, 0.0], [200.0, 0.0]]
    assert (found.line[places.edge].tolist(), places.along.tolist()) == ([0, 1], [0.0, 0.0])


def test_the_way_is_the_shortest_and_may_leave_an_edge_by_either_end():
    found = network(
        "LINESTRING (0 0, 100 0)", "LINESTRING (100 0, 100 100)", "LINESTRING (0 0, 0 300, 100 300, 100 100)"
    )
    assert way(found, (0, 90.0), (1, 30.0)) == 40.0
    assert way(found, (0, 10.0), (2, 30.0)) == 40.0
    assert way(found, (2, 0.0), (2, 600.0)) == 200.0


def test_places_on_one_edge_are_as_far_as_the_edge_is_long_between():
    found = network("LINESTRING (0 0, 100 0)")
    assert way(found, (0, 10.0), (0, 90.0)) == 80.0


def test_places_on_one_edge_may_be_nearer_around():
    found = network("LINESTRING (0 0, 0 500, 10 500, 10 0)", "LINESTRING (0 0, 10 0)")
    assert way(found, (0, 10.0), (0, 1000.0)) == 30.0


def test_the_search_stops_at_the_bound():
    found = network("LINESTRING (0 0, 100 0)", "LINESTRING (100 0, 200 0)")
    assert way(found, (0, 0.0), (1, 100.0), within=200.0) == 200.0
    assert way(found, (0, 0.0), (1, 100.0), within=199.9) == np.inf


def test_no_way_is_infinite():
    assert way(network("LINESTRING (0 0, 100 0)", "LINESTRING (0 50, 100 50)"), (0, 0.0), (1, 0.0)) == np.inf


def test_of_parallel_edges_the_shorter_counts():
    found = network("LINESTRING (0 0, 50 80, 100 0)", "LINESTRING (0 0, 100 0)")
    assert way(found, (0, 0.0), (1, 100.0)) == 100.0


def test_places_are_told_by_line_and_metres():
    found = network("LINESTRING (0 0, 100 0)", "LINESTRING (40 0, 40 50)")
    places = found.at(np.array([0, 0, 0, 1]), np.array([0.0, 39.0, 100.0, 50.0]))
    assert (places.edge.tolist(), places.along.tolist()) == ([0, 0, 1, 2], [0.0, 39.0, 60.0, 50.0])


def test_nothing_makes_an_empty_network():
    found = Network.of(np.zeros(0, dtype=object), snap_m=5.0)
    nodes, places = found.dead_ends()
    assert (len(found.xy), len(nodes), len(places)) == (0, 0, 0)


def test_ways_to_no_places_are_none():
    found = network("LINESTRING (0 0, 100 0)")
    nowhere = Places(np.zeros(0, dtype=np.intp), np.zeros(0))
    assert found.ways(found.at(np.array([0]), np.array([0.0])), 0, nowhere, within=10.0).tolist() == []


@given(
    st.sets(st.sampled_from([(x, y, way) for x in range(5) for y in range(5) for way in "ne"]), min_size=1),
    st.randoms(use_true_random=False),
)
def test_ways_are_those_of_a_graph_that_is_written_down(chosen, chance):
    lines = [((x, y), (x, y + 1)) if way == "n" else ((x, y), (x + 1, y)) for x, y, way in sorted(chosen)]
    graph = nx.Graph(lines)
    found = Network.of(np.array([shapely.LineString(100 * np.array(line)) for line in lines]), snap_m=5.0)
    start, goal = chance.choice(range(len(lines))), chance.choice(range(len(lines)))
    known = nx.single_source_shortest_path_length(graph, lines[start][0])
    assert way(found, (start, 0.0), (goal, 100.0)) == 100 * known.get(lines[goal][1], np.inf)
    dead = sorted((100.0 * x, 100.0 * y) for (x, y), degree in graph.degree if degree == 1)
    assert ends(found) == dead


def test_a_search_in_a_large_network_is_bounded():
    side = 200
    rows = [shapely.LineString([(x, y) for x in range(0, 1000 * side, 1000)]) for y in range(0, 1000 * side, 1000)]
    columns = [shapely.LineString([(x, y) for y in range(0, 1000 * side, 1000)]) for x in range(0, 1000 * side, 1000)]
    found = Network.of(np.array(rows + columns), snap_m=5.0)
    assert len(found.xy) == side**2
    here = found.at(np.array([100]), np.array([100_000.0]))
    there = found.at(np.array([103, 190]), np.array([103_000.0, 100_000.0]))
    assert found.ways(here, 0, there, within=10_000.0).tolist() == [6000.0, np.inf]
