"""Continuity: along how much of a border both sides agree, by role."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.role import roles
from planseam.seaming.profile import Profile, Runs, runs_of
from planseam.seaming.scene import Scene

__all__ = ["seam_runs", "seam_shares"]

RUN_COLUMNS = [
    "border", "role", "from_km", "to_km", "state", "left", "right", "left_gap_m", "right_gap_m",
]  # fmt: skip

#: What a cell of the profile shows, by (left, right).
STATES = np.array(["neither", "right", "left", "both"])


def seam_shares(scene: Scene) -> pd.DataFrame:
    """Give the continuity of each border by role.

    Returns
    -------
    DataFrame
        As `planseam.model.report.Report.seams`; continuity is the share of the
        border's length along which both sides show the role, or neither does,
        and agreement the share of the length along which any side shows it
        where both do (NaN where neither does anywhere).
    """
    rows = []
    for border in scene.borders:
        for role in _seam_roles(scene):
            reach = scene.settings.at(border=border.id, role=role).reach_m
            profile = scene.profile(border, role, reach=reach)
            stretch = border.length_m / profile.reference.length
            shares = {f"{key}_m": round(value * stretch, 2) for key, value in profile.shares(reach=reach).items()}
            planned = shares["both_m"] + shares["left_m"] + shares["right_m"]
            rows.append(
                {
                    "border": border.id,
                    "unit_a": border.a,
                    "unit_b": border.b,
                    "unit_a_name": scene.name(border.a).zh,
                    "unit_b_name": scene.name(border.b).zh,
                    "role": role,
                    "length_m": round(border.length_m, 2),
                    **shares,
                    "continuity": round((shares["both_m"] + shares["neither_m"]) / border.length_m, 6),
                    "agreement": round(shares["both_m"] / planned, 6) if planned else np.nan,
                }
            )
    columns = [
        "border", "unit_a", "unit_b", "unit_a_name", "unit_b_name", "role", "length_m",
        "both_m", "left_m", "right_m", "neither_m", "continuity", "agreement",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def seam_runs(scene: Scene) -> pd.DataFrame:
    """Give all profiles, run-length encoded.

    Returns
    -------
    DataFrame
        As `planseam.model.report.Report.runs`.
    """
    tables = [_encoded(scene, border, role) for border in scene.borders for role in _seam_roles(scene)]
    if not tables:
        return pd.DataFrame(columns=RUN_COLUMNS)
    # one frame of long columns: a frame for each border and role would take longer than to look along it
    return pd.DataFrame({column: np.concatenate([table[column] for table in tables]) for column in RUN_COLUMNS})


def _seam_roles(scene: Scene) -> list[str]:
    return [role for role, entry in roles().items() if entry.seam and role in scene.roles]


def _encoded(scene: Scene, border: Border, role: str) -> dict[str, NDArray[Any]]:
    reach = scene.settings.at(border=border.id, role=role).reach_m
    profile = scene.profile(border, role, reach=reach)
    left, right = profile.present(reach=reach)
    fid = np.append(scene.features(role).fid, "")
    seen = [np.where(shows, side.feature, -1) for shows, side in ((left, profile.left), (right, profile.right))]
    runs = _equal_runs(profile, seen)
    gaps = [np.where(shows, side.gap, np.nan) for shows, side in ((left, profile.left), (right, profile.right))]
    kilometres = [scene.kilometres(border, measure) for measure in (runs.start, runs.end)]
    return {
        "border": np.full(len(runs), border.id),
        "role": np.full(len(runs), role),
        "from_km": kilometres[0].round(4),
        "to_km": kilometres[1].round(4),
        "state": STATES[2 * left[runs.first] + right[runs.first]],
        "left": fid[seen[0][runs.first]],
        "right": fid[seen[1][runs.first]],
        "left_gap_m": np.fmin.reduceat(gaps[0], runs.first).round(2),
        "right_gap_m": np.fmin.reduceat(gaps[1], runs.first).round(2),
    }


def _equal_runs(profile: Profile, seen: list[NDArray[np.intp]]) -> Runs:
    """Stretches over which neither side changes its feature."""
    changes = (
        (np.diff(seen[0], prepend=-2) != 0)
        | (np.diff(seen[1], prepend=-2) != 0)
        | (np.diff(profile.part, prepend=-1) != 0)
    )
    everywhere = np.ones(len(seen[0]), dtype=bool)
    barrier = changes
    return runs_of(everywhere, profile.start, profile.end, profile.part, barrier=barrier)
