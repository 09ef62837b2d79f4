from planseam.reporting.catalogue import catalogue_markdown, needs_of, tolerances_of
from planseam.rules.ec.ec103_redline_stops_at_border import RedlineStopsAtBorder
from planseam.rules.ec.ec106_redline_reduced import RedlineReduced
from planseam.rules.wa.wa102_watershed_function_mismatch import WatershedFunctionMismatch
from planseam.rules.wa.wa106_flood_exposure import FloodExposure


def test_tolerances_have_their_unit():
    assert tolerances_of(RedlineStopsAtBorder)[0][:2] == ("reach_m", "50 m")


def test_needs_are_told_by_their_titles():
    assert needs_of(WatershedFunctionMismatch).zh == "小流域 + 主体功能区"
    assert needs_of(RedlineReduced).en == "earlier ecological protection redline + ecological protection redline"
    assert needs_of(FloodExposure) == (
        "城镇开发边界 + 洪涝风险区，或洪涝风险区，或河流",
        "urban development boundary + flood-risk zones, or flood-risk zones, or rivers",
    )


def test_every_link_of_the_table_leads_to_a_page():
    text = catalogue_markdown()
    assert "[EC103](#ec103)" in text
    assert '<a id="ec103"></a>\n\n## EC103 redline stops at border · 红线断头' in text
    assert "| `reach_m` | 50 m |" in text
