import dataclasses

import pytest

from planseam.loading.limits import LIMITS, Limits


def test_every_bound_is_there_and_has_its_reason():
    described = Limits.__doc__
    for bound in dataclasses.fields(Limits):
        assert getattr(LIMITS, bound.name) > 0
        _, _, after = described.partition(f"    {bound.name} : ")
        assert len(after.splitlines()[1].strip()) > 20, bound.name


def test_bounds_cannot_be_moved_by_accident():
    with pytest.raises(dataclasses.FrozenInstanceError):
        LIMITS.members = 1
    assert Limits(members=3).members == 3
