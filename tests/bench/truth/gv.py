"""Plants of family GV."""

import shapely

from truth.planting import Bed, finish, plant, plot

# the upper plan of a city would bound that city alone
plot("GV101", room=3000, depth=1200, finer=False)
BOUNDED = ("development-boundary", "redline", "farmland")


def _upper(bed: Bed, role, shape):
    bed.add("upper-plan", shape, bed.here, of=role, name=f"上位{bed.number}")


@plant("GV101")
def leaves_the_line(bed):
    role, width = bed.pick(*BOUNDED), bed.uniform(15, 300)
    _upper(bed, role, bed.band(-900, 900, 100, 700))
    bed.add(role, bed.area(-700, 700, 300, 700 + width + 0.15 * (400 + width)), bed.here)
    return [bed.want("major", bed.here), bed.noise_of(role, bed.here)]


@plant("GV101")
def lies_outside(bed):
    role = bed.pick(*BOUNDED)
    _upper(bed, role, bed.band(-900, -100, 100, 700))
    bed.add(role, bed.blob(500, 500, bed.uniform(20, 250)), bed.here)
    return [bed.want("major", bed.here)]


@plant("GV101")
def outside_the_line_of_its_own_role(bed):
    """It lies within an upper line, but of another role."""
    one, other = (str(role) for role in bed.rng.permutation(BOUNDED)[:2])
    _upper(bed, other, bed.band(-900, 900, 100, 1100))
    bed.add(other, bed.blob(-400, 800, 100), bed.here)
    _upper(bed, one, bed.band(-1000, -700, 100, 300))
    bed.add(one, bed.blob(200, 500, bed.uniform(50, 250)), bed.here)
    return [bed.want("major", bed.here)]


@plant("GV101")
def within(bed):
    role = bed.pick(*BOUNDED)
    _upper(bed, role, bed.band(-900, 900, 100, 1100))
    bed.add(role, bed.blob(0, 600, bed.uniform(50, 350)), bed.here)
    return []


@plant("GV101")
def within_two_that_meet(bed):
    role = bed.pick(*BOUNDED)
    cut = bed.band(-900, 0, 100, 1100), bed.band(0, 900, 100, 1100)
    for shape in cut:
        _upper(bed, role, shape)
    bed.add(role, bed.blob(0, 600, bed.uniform(50, 350)), bed.here)
    return []


@plant("GV101")
def digitised_apart(bed):
    role = bed.pick(*BOUNDED)
    bed.noise = bed.uniform(0.5, 2.5)
    _upper(bed, role, bed.band(-900, 900, 100, 700))
    bed.add(role, bed.band(-800, 800, 300, 700), bed.here)
    return [bed.noise_of(role, bed.here, optional=False)]


@plant("GV101")
def role_without_an_upper_line(bed):
    bed.add("land-use", bed.blob(0, 600, 350), bed.here)
    return []


@plant("GV101", near=True)
def leaves_by_a_little(bed):
    role = bed.pick(*BOUNDED)
    _upper(bed, role, bed.band(-900, 900, 100, 700, noise=0, spacing=20))
    bed.add(role, bed.band(-800, 800, 300, 700 + bed.uniform(5.4, 6.5), noise=0, spacing=20), bed.here)
    return [bed.want("major", bed.here), bed.noise_of(role, bed.here)]


@plant("GV101", near=True)
def leaves_by_less(bed):
    role = bed.pick(*BOUNDED)
    _upper(bed, role, bed.band(-900, 900, 100, 700, noise=0, spacing=20))
    bed.add(role, bed.band(-800, 800, 300, 700 + bed.uniform(3.5, 4.6), noise=0, spacing=20), bed.here)
    return [bed.noise_of(role, bed.here, optional=False)]


plot("GV102", room=4000, depth=1600, slots=5, often=2)
ITEMS = ("redline", "farmland", "development-boundary")
UNITS_OF_AREA = {"km2": 1e6, "ha": 1e4, "mu": 2000 / 3}


def _sown(bed: Bed, role, *shapes, owner=None, **values):
    """Add ground of a role; what it covers of its unit is noted."""
    owner = owner or bed.here
    for shape in shapes:
        bed.add(role, shape, owner, **values)
    covered = bed.canvas.notes.setdefault((owner, role), [])
    covered.append(shapely.union_all(shapes))


@plant("GV102")
def one_patch(bed):
    _sown(bed, bed.pick(*ITEMS), bed.blob(0, 800, bed.uniform(300, 600)))
    return []


@plant("GV102")
def two_that_overlap(bed):
    """Ground that two features cover counts once."""
    _sown(bed, bed.pick(*ITEMS), bed.blob(-200, 800, 400), bed.blob(200, 800, 400))
    return []


@plant("GV102")
def both_sides(bed):
    """What lies over the border counts for the other unit."""
    role = bed.pick(*ITEMS)
    for side, owner in ((1, bed.here), (-1, bed.there)):
        _sown(bed, role, bed.band(-900, 900, 0, side * 700, exact=True), owner=owner)
    return []


@finish("GV102")
def quotas(bed):
    """Quotas for each unit and role: missed by a share, met by a share, and narrowly either."""
    wanted, canvas = [], bed.canvas
    digits = len(bed.here)
    for (code, role), shapes in list(canvas.notes.items()):
        covered = sum(shape.area for shape in shapes)
        unit = bed.ground.unit(code).area
        for near in (False, False, False, True):
            bound, measure = bed.pick("min", "max"), bed.pick("km2", "ha", "mu", "share")
            missed = bool(bed.rng.random() < 0.5)
            off = bed.uniform(0.01, 0.6) if not near else bed.uniform(0.0005, 0.002)
            value = covered * (1 + off if missed == (bound == "min") else 1 - off)
            value /= unit if measure == "share" else UNITS_OF_AREA[measure]
            fid = canvas.row(
                "quota", code=code[:digits], item=role, bound=bound, measure=measure, value=repr(value), year="2035"
            )
            bed.near = near
            if missed:
                wanted.append(bed.want_of(fid, "major", code))
    return wanted


plot("GV103", slots=12, often=2)
PARTIES = ("青浦", "吴江", "嘉善", "国家标准")


def _standard(bed: Bed, values, *, parties=PARTIES, **more):
    for party, value in zip(parties, values, strict=False):
        fid = bed.canvas.row("standard", parameter=f"参数{bed.number}", party=party, value=value, **more)
    return fid


@plant("GV103")
def numbers_differ(bed):
    value = bed.uniform(10, 100)
    values = [f"{value:.2f}", f"{value:.2f}", f"{value * 1.2:.2f}", f"{value:.2f}"]
    fid = _standard(bed, values, unit="m", stricter=bed.pick("higher", "lower"))
    return [bed.want_of(fid, "info")]


@plant("GV103")
def words_differ(bed):
    return [bed.want_of(_standard(bed, ["双侧", "单侧", "双侧"]), "info")]


@plant("GV103")
def provinces_differ(bed):
    fid = _standard(bed, ["40", "36"], parties=(bed.here, bed.there), unit="m", stricter="higher")
    return [bed.want_of(fid, "info", bed.here, bed.there)]


@plant("GV103")
def numbers_agree(bed):
    _standard(bed, ["30", "30.0", "30", "30.00"], unit="%")
    return []


@plant("GV103")
def words_agree(bed):
    _standard(bed, ["双侧", "双侧 ", "双侧"])
    return []


@plant("GV103")
def one_party(bed):
    _standard(bed, ["30"], parties=("青浦",))
    return []


@plant("GV103")
def only_one_has_a_value(bed):
    _standard(bed, ["30", "", ""])
    return []
