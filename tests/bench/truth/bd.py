"""Plants of family BD."""

from dataclasses import replace

import numpy as np

from truth.planting import Bed, background, both_sides_of_a_bend, plant, plot

STATUTORY = ("redline", "farmland", "development-boundary")

plot("BD101", room=3000, depth=1200)


def _grade(role):
    return "major" if role in STATUTORY else "minor"


def _two_sides(bed: Bed, role, u0, u1, here, there, *, split=False, **given):
    """Both sides' features, `here` and `there` metres from the border."""
    middle = (u0 + u1) / 2 + bed.uniform(-0.2, 0.2) * (u1 - u0)
    far = bed.uniform(700, 1000)
    for owner, begin, end in ((bed.here, here, far), (bed.there, there, -far)):
        pieces = [(u0, middle), (middle, u1)] if split and owner == bed.here else [(u0, u1)]
        for start, stop in pieces:
            bed.add(role, bed.area(start, stop, begin, end, **given), owner, name=f"{role}{bed.number}")


def _role(bed):
    return bed.pick("redline", "redline", "main-function", "land-use", "flood-zone")


@plant("BD101")
def open_gap(bed):
    role, length = _role(bed), bed.uniform(500, 1900)
    width = float(np.exp(bed.uniform(np.log(14), np.log(min(length / 4, 400)))))
    share = bed.pick(0.0, 0.5, 1.0, bed.uniform(0, 1))
    _two_sides(bed, role, -length / 2, length / 2, share * width, (share - 1) * width)
    return [bed.want(_grade(role)), bed.noise_of(role)]


@plant("BD101")
def gap_between_features_that_meet(bed):
    """Both sides follow the border, and one recedes from it for a while."""
    role, length = _role(bed), bed.uniform(400, 1200)
    width = float(np.exp(bed.uniform(np.log(20), np.log(length / 4))))
    ramp = bed.uniform(0.02, 0.1) * length

    def recedes(u):
        return width * np.clip((length / 2 - np.abs(u)) / ramp, 0, 1)

    end = length / 2 + bed.uniform(150, 300)
    spacing = min(bed.spacing, 40.0)
    far = bed.uniform(700, 1000)
    exact = bed.noise < 1.5
    bed.add(role, bed.band(-end, end, recedes, far, spacing=min(spacing, ramp)), bed.here)
    bed.add(role, bed.band(-end, end, 0, -far, exact=exact, spacing=spacing), bed.there)
    return [bed.want(_grade(role)), bed.noise_of(role)]


@plant("BD101")
def gap_of_several_features(bed):
    role, length, width = _role(bed), bed.uniform(600, 1600), bed.uniform(20, 120)
    _two_sides(bed, role, -length / 2, length / 2, 0.7 * width, -0.3 * width, split=True)
    return [bed.want(_grade(role)), bed.noise_of(role)]


@plant("BD101")
def only_noise(bed):
    """The two sides are digitised apart along one line: slivers, never a gap."""
    role = _role(bed)
    bed.noise = bed.uniform(0, 2.5)
    length = bed.uniform(500, 1900)
    _two_sides(bed, role, -length / 2, length / 2, 0, 0, exact=bool(bed.rng.random() < 0.3))
    return [bed.noise_of(role)]


@plant("BD101")
def far_side(bed):
    """One side stops too far from the border to have anything to do with it."""
    length = bed.uniform(500, 1900)
    _two_sides(bed, _role(bed), -length / 2, length / 2, bed.uniform(0, 30), -bed.uniform(560, 650))
    return []


@plant("BD101")
def hole(bed):
    """A hole in one feature, beside the border: no gap, for it has one neighbour."""
    role, length = _role(bed), bed.uniform(500, 1900)
    whole = bed.band(-length / 2, length / 2, 0, bed.uniform(700, 1000), exact=True)
    bed.add(role, whole.difference(bed.band(-150, 150, 30, 60, noise=0)), bed.here)
    bed.add(role, bed.band(-length / 2, length / 2, 0, -900, exact=True), bed.there)
    return [bed.noise_of(role)]


@plant("BD101")
def one_side_only(bed):
    length = bed.uniform(500, 1900)
    bed.add(_role(bed), bed.area(-length / 2, length / 2, bed.uniform(0, 40), 900), bed.here)
    return []


@plant("BD101", near=True)
def gap_as_wide_as_noise(bed):
    role, length, width = _role(bed), bed.uniform(600, 1900), bed.uniform(5.3, 7)
    bed.noise = 0.0
    _two_sides(bed, role, -length / 2, length / 2, width, 0, spacing=25)
    return [bed.want(_grade(role)), bed.noise_of(role)]


@plant("BD101", near=True)
def noise_as_wide_as_a_gap(bed):
    role, length, width = _role(bed), bed.uniform(600, 1900), bed.uniform(3.5, 4.7)
    bed.noise = 0.0
    _two_sides(bed, role, -length / 2, length / 2, width, 0, spacing=25)
    return [bed.noise_of(role, optional=False)]


@background("BD101")
def bend_bd101(bed):
    role = _role(bed)
    both_sides_of_a_bend(bed, role)
    return [bed.noise_of(role)]


plot("BD102", modes=("party", "code"))

CLAIMED = ("redline", "farmland", "development-boundary", "protected-area", "watershed", "land-use", "main-function")


@plant("BD102")
def strip_over_the_border(bed):
    role, length = bed.pick(*CLAIMED), bed.uniform(300, 1900)
    width = float(np.exp(bed.uniform(np.log(13), np.log(400))))
    bed.add(role, bed.area(-length / 2, length / 2, -width, 800), bed.here)
    bed.add(role, bed.area(-length / 2 - 50, length / 2 + 80, 0, -800, exact=bool(bed.rng.random() < 0.5)), bed.there)
    return [bed.want(_grade(role)), bed.noise_of(role)]


@plant("BD102")
def patch_in_the_neighbours_patch(bed):
    role, side = bed.pick(*CLAIMED), bed.pick(1, -1)
    bed.add(role, bed.blob(0, side * 450, bed.uniform(20, 120)), bed.here)
    bed.add(role, bed.blob(0, side * 450, bed.uniform(250, 400)), bed.there)
    return [bed.want(_grade(role))]


@plant("BD102")
def two_patches_of_one_side(bed):
    """One record for each two features."""
    role, width = bed.pick(*CLAIMED), bed.uniform(30, 200)
    bed.add(role, bed.area(-900, -100, -width, 800), bed.here)
    bed.add(role, bed.area(100, 900, -width, 800), bed.here)
    bed.add(role, bed.area(-950, 950, 0, -800), bed.there)
    left, right = (bed.band(*ends, -850, 850, noise=0) for ends in ((-1000, 0), (0, 1000)))
    return [bed.want(_grade(role), footprint=left), bed.want(_grade(role), footprint=right), bed.noise_of(role)]


@plant("BD102")
def digitised_apart(bed):
    role = bed.pick(*CLAIMED)
    length = bed.uniform(600, 1900)
    bed.noise = bed.uniform(0.5, 2.5)
    for owner, far in ((bed.here, 800), (bed.there, -800)):
        bed.add(role, bed.area(-length / 2, length / 2, 0, far), owner)
    return [bed.noise_of(role, optional=False)]


@plant("BD102")
def same_owner(bed):
    role = bed.pick(*CLAIMED)
    bed.add(role, bed.blob(0, 450, 300), bed.here)
    bed.add(role, bed.blob(100, 450, 300), bed.here)
    return []


@plant("BD102")
def meets_on_the_border(bed):
    role = bed.pick(*CLAIMED)
    for owner, far in ((bed.here, 800), (bed.there, -800)):
        bed.add(role, bed.area(-800, 800, 0, far, exact=True), owner)
    return []


@plant("BD102")
def apart(bed):
    role = bed.pick(*CLAIMED)
    for owner, side in ((bed.here, 1), (bed.there, -1)):
        bed.add(role, bed.area(-800, 800, side * bed.uniform(10, 200), side * 800), owner)
    return []


@plant("BD102")
def unlike_roles(bed):
    bed.add("land-use", bed.area(-800, 800, -200, 800), bed.here)
    bed.add("watershed", bed.area(-800, 800, 0, -800), bed.there)
    return []


@plant("BD102", near=True)
def overlap_as_wide_as_noise(bed):
    role, length = bed.pick(*CLAIMED), bed.uniform(900, 1900)
    bed.noise = 0.0
    bed.add(role, bed.area(-length / 2, length / 2, -bed.uniform(5.3, 6.5), 800, spacing=25), bed.here)
    bed.add(role, bed.area(-length / 2, length / 2, 0, -800, spacing=25), bed.there)
    return [bed.want(_grade(role)), bed.noise_of(role)]


@plant("BD102", near=True)
def noise_as_wide_as_overlap(bed):
    role, length = bed.pick(*CLAIMED), bed.uniform(900, 1900)
    bed.noise = 0.0
    bed.add(role, bed.area(-length / 2, length / 2, -bed.uniform(3.5, 4.7), 800, spacing=25), bed.here)
    bed.add(role, bed.area(-length / 2, length / 2, 0, -800, spacing=25), bed.there)
    return [bed.noise_of(role, optional=False)]


@background("BD102")
def bend_bd102(bed):
    role = bed.pick(*CLAIMED)
    both_sides_of_a_bend(bed, role)
    return [bed.noise_of(role)]


plot("BD103", modes=("party", "code"))
CARRIED = ("redline", "farmland", "development-boundary", "protected-area", "land-use")


def _over(bed, role, *, optional=True, back=False):
    """Noise over the border is rolled up by whose it is."""
    entry = bed.noise_of(role, optional=optional)
    return replace(entry, rolled=f"{role} of {bed.there if back else bed.here}")


@plant("BD103")
def reaches_over(bed):
    role, length = bed.pick(*CARRIED), bed.uniform(200, 1900)
    width = float(np.exp(bed.uniform(np.log(13), np.log(500))))
    bed.add(role, bed.area(-length / 2, length / 2, -width, 800), bed.here)
    return [bed.want(_grade(role)), _over(bed, role)]


@plant("BD103")
def lies_abroad(bed):
    role = bed.pick(*CARRIED)
    bed.add(role, bed.blob(0, -500, bed.uniform(10, 350)), bed.here)
    return [bed.want(_grade(role))]


@plant("BD103")
def two_features_abroad(bed):
    role = bed.pick(*CARRIED)
    for u in (-600, 600):
        bed.add(role, bed.blob(u, -450, bed.uniform(100, 300)), bed.here)
    sides = [bed.band(*ends, -900, 900, noise=0) for ends in ((-1080, -50), (50, 1080))]
    return [bed.want(_grade(role), footprint=side) for side in sides]


@plant("BD103")
def digitised_over(bed):
    role, length = bed.pick(*CARRIED), bed.uniform(600, 1900)
    bed.noise = bed.uniform(0.5, 2.5)
    bed.add(role, bed.area(-length / 2, length / 2, 0, 800), bed.here)
    return [_over(bed, role, optional=False)]


@plant("BD103")
def at_home(bed):
    role = bed.pick(*CARRIED)
    bed.add(role, bed.area(-800, 800, bed.uniform(5, 200), 800), bed.here)
    bed.add(role, bed.area(-800, 800, 0, -800, exact=True), bed.there)
    return []


@plant("BD103")
def exclave_on_the_list(bed):
    fid = bed.add("land-use", bed.blob(0, -500, bed.uniform(50, 350)), bed.here)
    bed.canvas.options["exclaves"] = (*bed.canvas.options.get("exclaves", ()), fid)
    return []


@plant("BD103")
def nobody_s(bed):
    bed.add(bed.pick(*CARRIED), bed.blob(0, 0, 400), "")
    return []


@plant("BD103", near=True)
def reaches_over_as_noise(bed):
    role, length = bed.pick(*CARRIED), bed.uniform(800, 1900)
    bed.add(role, bed.area(-length / 2, length / 2, -bed.uniform(5.5, 7), 800, noise=0, spacing=20), bed.here)
    bed.noise = 0.0
    return [bed.want(_grade(role)), _over(bed, role)]


@plant("BD103", near=True)
def noise_as_wide_as_over(bed):
    role, length = bed.pick(*CARRIED), bed.uniform(800, 1900)
    bed.add(role, bed.area(-length / 2, length / 2, -bed.uniform(3, 4), 800, noise=0, spacing=20), bed.here)
    return [_over(bed, role, optional=False)]


@background("BD103")
def bend_bd103(bed):
    role = bed.pick(*CARRIED)
    both_sides_of_a_bend(bed, role)
    return [_over(bed, role), _over(bed, role, back=True)]


plot("BD104", slots=1, often=6)


def _listed(bed: Bed, off):
    """List every unit with its area, wrong by the share `off` gives."""
    rows = {}
    for code, shape in bed.ground.units.items():
        rows[code] = bed.canvas.row("scope", code=code, area_km2=round(shape.area / 1e6 * (1 + off()), 6))
    return rows


@plant("BD104")
def unit_is_missing(bed):
    _listed(bed, lambda: bed.uniform(-0.002, 0.002))
    digits = len(next(iter(bed.ground.units)))
    code = bed.pick("360000", "350100", "371300")[:digits]
    return [bed.want_of(bed.canvas.row("scope", code=code, area_km2=1000.0), "minor", code)]


@plant("BD104")
def area_is_wrong(bed):
    rows = _listed(bed, lambda: bed.pick(-1, 1) * bed.uniform(0.008, 0.2))
    return [bed.want_of(fid, "minor", code) for code, fid in rows.items()]


@plant("BD104")
def list_is_right(bed):
    _listed(bed, lambda: bed.uniform(-0.003, 0.003))
    return []


@plant("BD104")
def list_without_areas(bed):
    for code in bed.ground.units:
        bed.canvas.row("scope", code=code)
    return []


@plant("BD104")
def list_is_the_whole(bed):
    """A jurisdiction that is not on a list said to be the whole."""
    code = next(iter(bed.ground.units))
    for own in bed.ground.units:
        if own != code:
            bed.canvas.row("scope", code=own)
    bed.canvas.options["complete"] = 1.0
    return [bed.want("minor", code, footprint=bed.ground.units[code])]


@plant("BD104", near=True)
def area_just_wrong(bed):
    rows = _listed(bed, lambda: bed.pick(-1, 1) * bed.uniform(0.0051, 0.006))
    return [bed.want_of(fid, "minor", code) for code, fid in rows.items()]


@plant("BD104", near=True)
def area_just_right(bed):
    _listed(bed, lambda: bed.pick(-1, 1) * bed.uniform(0.004, 0.0049))
    return []
