from planseam.rules.base import Rule


class EitherOf(Rule):
    needs = (("redline", "farmland"), ("road",))

    def judge(self, scene, settings):
        yield from ()


def test_a_rule_lacks_nothing_where_one_of_its_sets_is_there():
    assert EitherOf().lacks(frozenset({"road"})) == ()


def test_a_rule_lacks_what_the_nearest_set_wants():
    assert EitherOf().lacks(frozenset({"redline"})) == ("farmland",)
    assert EitherOf().lacks(frozenset()) == ("road",)
