"""Plants of family EC that are no matter of reserves: redlines, control lines, projects."""

import numpy as np

from truth.planting import Bed, background, both_sides_of_a_bend, finish, plant, plot

UDB = "development-boundary"

plot("EC103", room=3600, depth=900)


def _stop(bed: Bed, length, away=None, *, u=0.0):
    """A redline of `here` that reaches the border along `length` metres."""
    away = bed.uniform(0, 30) if away is None else away
    exact = away == 0
    return bed.add(
        "redline", bed.area(u - length / 2, u + length / 2, away, 700, exact=exact), bed.here, name=f"红线{bed.number}"
    )


@plant("EC103")
def stops(bed):
    _stop(bed, bed.uniform(290, 2200), bed.pick(0, None))
    return [bed.want("minor")]


@plant("EC103")
def stops_as_digitised(bed):
    """The plan follows the border with an error of its own, to and fro."""
    length = bed.uniform(400, 2200)
    bed.add("redline", bed.area(-length / 2, length / 2, 0, 700), bed.here)
    return [bed.want("minor")]


@plant("EC103")
def stops_at_a_town(bed):
    length, away = bed.uniform(400, 2000), bed.uniform(0, 30)
    _stop(bed, length)
    bed.add(UDB, bed.area(-length / 4, length / 2, -away, -700), bed.there)
    return [bed.want("major")]


@plant("EC103")
def other_side_too_far(bed):
    length = bed.uniform(300, 2000)
    _stop(bed, length)
    bed.add("redline", bed.area(-length, length, -bed.uniform(75, 300), -700), bed.there)
    return [bed.want("minor")]


@plant("EC103")
def two_features_beside_each_other(bed):
    """A break of less than two steps parts nothing."""
    gap = bed.uniform(0, 15)
    for begin, end in ((-900, -gap / 2), (gap / 2, 800)):
        bed.add("redline", bed.area(begin, end, 5, 700), bed.here)
    return [bed.want("minor")]


@plant("EC103")
def two_stops(bed):
    for u in (-800, 800):
        _stop(bed, bed.uniform(400, 900), u=u)
    sides = [bed.band(*ends, -900, 900, noise=0) for ends in ((-1300, -200), (200, 1300))]
    return [bed.want("minor", footprint=side) for side in sides]


@plant("EC103")
def goes_on(bed):
    length = bed.uniform(300, 2000)
    _stop(bed, length)
    bed.add("redline", bed.area(-length, length, -bed.uniform(0, 30), -700), bed.there)
    return [] if length < 150 else _overhang(bed, length)


def _overhang(bed, length):
    """The other side is longer by half at either end: it stops there where that is long enough."""
    return [bed.want("minor", optional=not length / 2 > 260, footprint=bed.band(*ends, -900, 900, noise=0))
            for ends in ((-1.1 * length, -0.4 * length), (0.4 * length, 1.1 * length)) if length / 2 > 140]  # fmt: skip


@plant("EC103")
def goes_on_alike(bed):
    length = bed.uniform(300, 2000)
    _stop(bed, length)
    bed.add("redline", bed.area(-length / 2 - 20, length / 2 - 20, -bed.uniform(0, 30), -700), bed.there)
    return []


@plant("EC103")
def too_short(bed):
    _stop(bed, bed.uniform(30, 130))
    return []


@plant("EC103")
def far_from_the_border(bed):
    _stop(bed, bed.uniform(300, 2000), bed.uniform(75, 300))
    return []


@plant("EC103")
def only_a_town(bed):
    bed.add(UDB, bed.area(-800, 800, bed.uniform(0, 30), 700), bed.here)
    return []


@plant("EC103", near=True)
def just_long_enough(bed):
    bed.noise = min(bed.noise, 1.0)
    _stop(bed, bed.uniform(203, 225))
    return [bed.want("minor")]


@plant("EC103", near=True)
def just_too_short(bed):
    bed.noise = min(bed.noise, 1.0)
    _stop(bed, bed.uniform(175, 196))
    return []


@plant("EC103", near=True)
def just_near_enough(bed):
    _stop(bed, bed.uniform(500, 1500), bed.uniform(42, 46))
    return [bed.want("minor")]


@plant("EC103", near=True)
def just_too_far(bed):
    _stop(bed, bed.uniform(500, 1500), bed.uniform(55, 60))
    return []


@background("EC103")
def bend_ec103(bed):
    both_sides_of_a_bend(bed, "redline")
    return []


plot("EC104", room=3000, depth=900)
LINES = ("redline", "farmland", UDB)


def _two_lines(bed):
    one, other = bed.rng.permutation(3)[:2]
    return LINES[one], LINES[other]


def _mixed(bed, one, other):
    return "/".join(sorted((one, other)))


@plant("EC104")
def overlap_inside_a_unit(bed):
    one, other = _two_lines(bed)
    width = float(np.exp(bed.uniform(np.log(13), np.log(300))))
    length = bed.uniform(200, 1900)
    bed.add(one, bed.area(-length / 2, length / 2, 100, 400 + width, noise=0), bed.here)
    bed.add(other, bed.band(-length / 2, length / 2, 400 - 0.15 * 300 - width, 800), bed.here)
    return [bed.want("major", bed.here), bed.noise_of(_mixed(bed, one, other), bed.here)]


@plant("EC104")
def overlap_over_the_border(bed):
    one, other = _two_lines(bed)
    width, length = float(np.exp(bed.uniform(np.log(14), np.log(300)))), bed.uniform(200, 1900)
    bed.add(one, bed.area(-length / 2, length / 2, -width, 700), bed.here)
    bed.add(other, bed.area(-length / 2, length / 2, 0, -700, exact=bed.noise < 1), bed.there)
    if bed.canvas.mode == "ground":  # what crosses the border undeclared is of the unit where the overlap lies
        return [bed.want("major", bed.there), bed.noise_of(_mixed(bed, one, other), bed.there)]
    return [bed.want("major"), bed.noise_of(_mixed(bed, one, other))]


@plant("EC104")
def patch_within_a_patch(bed):
    one, other = _two_lines(bed)
    bed.add(one, bed.blob(0, 450, bed.uniform(20, 120)), bed.here)
    bed.add(other, bed.blob(0, 450, bed.uniform(250, 400)), bed.here)
    return [bed.want("major", bed.here)]


@plant("EC104")
def all_three(bed):
    """Three lines on one ground: three records."""
    for role in LINES:
        bed.add(role, bed.blob(bed.uniform(-60, 60), 450 + bed.uniform(-60, 60), bed.uniform(250, 300)), bed.here)
    return [bed.want("major", bed.here) for _ in LINES]


@plant("EC104")
def one_line_digitised_apart(bed):
    one, other = _two_lines(bed)
    length = bed.uniform(600, 1900)
    bed.noise = bed.uniform(0.5, 2.5)
    bed.add(one, bed.band(-length / 2, length / 2, 450, 800), bed.here)
    bed.add(other, bed.band(-length / 2, length / 2, 450, 100), bed.here)
    return [bed.noise_of(_mixed(bed, one, other), bed.here, optional=False)]


@plant("EC104")
def side_by_side(bed):
    one, other = _two_lines(bed)
    bed.add(one, bed.area(-800, 800, 450 + bed.uniform(5, 100), 800), bed.here)
    bed.add(other, bed.area(-800, 800, 440, 100), bed.here)
    return []


@plant("EC104")
def levels_apart(bed):
    """A town under which a field's vertical zone does not reach."""
    one, other = _two_lines(bed)
    bed.add(one, bed.blob(0, 450, 300), bed.here, z_min=0.0, z_max=60.0)
    bed.add(other, bed.blob(60, 450, 300), bed.here, z_min=-40.0, z_max=-5.0)
    return []


@plant("EC104")
def one_line_twice(bed):
    role = bed.pick(*LINES)
    bed.add(role, bed.blob(0, 450, 300), bed.here)
    bed.add(role, bed.blob(100, 450, 300), bed.here)
    return []


@plant("EC104", near=True)
def overlap_as_wide_as_noise(bed):
    one, other = _two_lines(bed)
    bed.noise, length = 0.0, bed.uniform(800, 1900)
    bed.add(one, bed.band(-length / 2, length / 2, 450, 800, spacing=25), bed.here)
    bed.add(other, bed.band(-length / 2, length / 2, 450 + bed.uniform(5.3, 6.5), 100, spacing=25), bed.here)
    return [bed.want("major", bed.here), bed.noise_of(_mixed(bed, one, other), bed.here)]


@plant("EC104", near=True)
def noise_as_wide_as_overlap(bed):
    one, other = _two_lines(bed)
    bed.noise, length = 0.0, bed.uniform(800, 1900)
    bed.add(one, bed.band(-length / 2, length / 2, 450, 800, spacing=25), bed.here)
    bed.add(other, bed.band(-length / 2, length / 2, 450 + bed.uniform(3.5, 4.7), 100, spacing=25), bed.here)
    return [bed.noise_of(_mixed(bed, one, other), bed.here, optional=False)]


plot("EC105", room=3000, depth=900)


def _protected(bed: Bed, radius=380):
    """A redline around (0, 450)."""
    return bed.add("redline", bed.blob(0, 450, radius, rough=0.08), bed.here, name=f"红线{bed.number}")


@plant("EC105")
def building_in(bed):
    _protected(bed)
    bed.add("project", bed.blob(bed.uniform(-350, 350), 450, bed.uniform(15, 200)), bed.here, kind="building")
    return [bed.want("major", bed.here)]


@plant("EC105")
def road_through(bed):
    _protected(bed)
    bed.add("project", bed.line([(-900, 300), (0, bed.uniform(250, 600)), (900, 500)]), bed.here, kind="road")
    return [bed.want("major", bed.here)]


@plant("EC105")
def point_in(bed):
    _protected(bed)
    bed.add("project", bed.point(bed.uniform(-180, 180), bed.uniform(300, 600)), bed.here)
    return [bed.want("major", bed.here)]


@plant("EC105")
def in_the_core(bed):
    _protected(bed)
    bed.add("protected-area", bed.blob(0, 450, 250), bed.here, zone="core", category="nature-reserve")
    bed.add("protected-area", bed.blob(0, 450, 500), bed.here, zone="general", category="nature-reserve")
    bed.add("project", bed.blob(0, 450, bed.uniform(20, 90)), bed.here)
    return [bed.want("critical", bed.here)]


@plant("EC105")
def outside_the_core(bed):
    _protected(bed)
    bed.add("protected-area", bed.blob(-220, 450, 100), bed.here, zone="core", category="nature-reserve")
    bed.add("project", bed.blob(150, 450, bed.uniform(20, 120)), bed.here)
    return [bed.want("major", bed.here)]


@plant("EC105")
def neighbour_s_project(bed):
    """A project of the other side reaches over the border into the redline."""
    bed.add("redline", bed.area(-700, 700, 0, 800, exact=True), bed.here)
    bed.add("project", bed.band(-200, 200, -400, bed.uniform(30, 300)), bed.there)
    if bed.canvas.mode == "ground":
        return [bed.want("major", *{bed.here, bed.there}, optional=True), bed.want("major", bed.here, optional=True)]
    return [bed.want("major")]


@plant("EC105")
def two_redlines(bed):
    """One record for each redline."""
    for u in (-500, 500):
        bed.add("redline", bed.blob(u, 450, 350, rough=0.08), bed.here)
    bed.add("project", bed.line([(-1000, 450), (1000, 430)]), bed.here, kind="rail")
    sides = [bed.band(*ends, 0, 900, noise=0) for ends in ((-1080, 0), (0, 1080))]
    return [bed.want("major", bed.here, footprint=side) for side in sides]


@plant("EC105")
def beside(bed):
    _protected(bed)
    bed.add("project", bed.blob(750, 450, 150), bed.here)
    bed.add("project", bed.line([(-1000, 890), (1000, 895)]), bed.here)
    bed.add("project", bed.point(-550, 450), bed.here)
    return []


@plant("EC105")
def along_the_edge(bed):
    """A project that shares the redline's edge, digitised anew."""
    bed.add("redline", bed.band(-700, 700, 450, 850), bed.here)
    bed.add("project", bed.band(-600, 600, 450, 150), bed.here)
    return [bed.noise_of("project", bed.here)]


@plant("EC105")
def line_hardly_in(bed):
    bed.add("redline", bed.band(-700, 700, 450, 850, noise=0), bed.here)
    bed.add("project", bed.line([(bed.uniform(-300, 300), 150), (0, 450 + bed.uniform(-30, 2))]), bed.here)
    return []


@plant("EC105", near=True)
def line_a_little_in(bed):
    bed.add("redline", bed.band(-700, 700, 450, 850, noise=0, spacing=15), bed.here)
    bed.add("project", bed.line([(0, 150), (0, 450 + bed.uniform(11, 14))], noise=0), bed.here)
    return [bed.want("major", bed.here)]


@plant("EC105", near=True)
def line_a_little_less_in(bed):
    bed.add("redline", bed.band(-700, 700, 450, 850, noise=0, spacing=15), bed.here)
    bed.add("project", bed.line([(0, 150), (0, 450 + bed.uniform(6, 9))], noise=0), bed.here)
    return []


plot("EC106", room=3600, depth=1600)
BEFORE, NOW = "redline-previous", "redline"


def _versions(bed: Bed, before, now, *, functions=("", "")):
    """The earlier and the present redline of `here`; whether the unit makes up for losses is drawn once a scene."""
    notes = bed.canvas.notes.setdefault(bed.here, {"makes up": bool(bed.rng.random() < 0.5), "loss": 0.0})
    for role, shapes, function in ((BEFORE, before, functions[0]), (NOW, now, functions[1])):
        for shape in shapes:
            bed.add(role, shape, bed.here, function=function or "水源涵养", name=f"红线{bed.number}")
    notes["loss"] += sum(shape.area for shape in before) - sum(shape.area for shape in now)
    if notes["makes up"]:
        more = bed.band(-bed.room, bed.room, 1050, 1500, noise=0)
        bed.add(NOW, more, bed.here, function="水源涵养")
        notes["loss"] -= more.area
    return bed.noise_of("redline", bed.here)


def _patch(bed, d0=100.0, d1=600.0):
    begin, end = bed.uniform(-900, -400), bed.uniform(400, 900)
    return begin, end, bed.band(begin, end, d0, d1, noise=0)


@plant("EC106")
def moved_out(bed):
    kept, gone = bed.blob(-500, 500, 200), bed.blob(500, 500, bed.uniform(60, 250))
    return [
        _versions(bed, [kept, gone], [kept]),
        bed.want("major", bed.here, footprint=bed.band(200, 1100, 0, 1000, noise=0)),
    ]


@plant("EC106")
def cut_back(bed):
    begin, end, before = _patch(bed)
    now = bed.band(begin, end, 100 + float(np.exp(bed.uniform(np.log(14), np.log(300)))), 600)
    return [_versions(bed, [before], [now]), bed.want("major", bed.here)]


@plant("EC106")
def bite(bed):
    _, _, before = _patch(bed)
    now = before.difference(bed.blob(0, 350, bed.uniform(40, 180)))
    return [_versions(bed, [before], [now]), bed.want("major", bed.here)]


@plant("EC106")
def function_changed(bed):
    begin, end, before = _patch(bed)
    noise = _versions(bed, [before], [bed.band(begin, end, 100, 600)], functions=("水源涵养", "生物多样性维护"))
    return [noise, bed.want("minor", bed.here)]


@plant("EC106")
def drawn_anew(bed):
    begin, end, before = _patch(bed)
    return [_versions(bed, [before], [bed.band(begin, end, 100, 600)])]


@plant("EC106")
def grown(bed):
    begin, end, before = _patch(bed)
    return [_versions(bed, [before], [bed.band(begin - 20, end + 30, 60, 800)])]


@plant("EC106")
def nibble(bed):
    _, _, before = _patch(bed)
    now = before.difference(bed.blob(0, 350, bed.uniform(5, 12)))
    return [_versions(bed, [before], [now])]


@plant("EC106")
def split_in_two(bed):
    begin, end, before = _patch(bed)
    return [_versions(bed, [before], [bed.band(begin, 0, 100, 600, noise=0), bed.band(0, end, 100, 600, noise=0)])]


@plant("EC106", near=True)
def bite_of_a_tenth_more(bed):
    _, _, before = _patch(bed)
    now = before.difference(
        bed.band(-16, 16, 300, bed.deep(-16, 16, 300, bed.uniform(1030, 1150)), noise=0, spacing=25)
    )
    return [_versions(bed, [before], [now]), bed.want("major", bed.here)]


@plant("EC106", near=True)
def bite_of_a_tenth_less(bed):
    _, _, before = _patch(bed)
    now = before.difference(bed.band(-16, 16, 300, bed.deep(-16, 16, 300, bed.uniform(850, 970)), noise=0, spacing=25))
    return [_versions(bed, [before], [now])]


@finish("EC106")
def totals(bed):
    """A unit that has lost more than it has gained."""
    wanted = []
    bed.near = False
    for code, notes in bed.canvas.notes.items():
        clear = notes["loss"] > 10_000
        if notes["loss"] > -10_000:
            wanted.append(bed.want("major", code, footprint=bed.ground.unit(code), optional=not clear))
    return wanted
