import pytest

from planseam.loading.asking import party_asked, role_asked
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.text import Text

REASON = Text("依据", "evidence")


def role(name, confidence=1.0, *others):
    return Recognition(role=name, confidence=confidence, reason=REASON, alternatives=others)


def party(code, confidence):
    return PartyGuess(code=code, confidence=confidence, reason=REASON)


def test_a_role_that_is_likely_is_not_asked():
    assert role_asked(role("redline", 0.6)) == ()


def test_a_doubtful_role_is_asked_with_what_it_may_be():
    (question,) = role_asked(role("redline", 0.5, "farmland"))
    assert question.choices == ("redline", "farmland")
    assert "生态保护红线 redline、永久基本农田 farmland（依据）" in question.text.zh
    assert "evidence" in question.text.en


def test_an_unknown_role_is_asked_without_proposal():
    (question,) = role_asked(role(None, 0.0))
    assert question.choices == ()


@pytest.mark.parametrize(
    ("name", "guess", "codes"),
    [
        ("redline", party("33", 0.9), ()),
        ("redline", party("", 0.0), ("33",)),
        ("lake", party("", 0.0), ()),
        ("quota", party("", 0.0), ()),
        (None, party("", 0.0), ()),
    ],
)
def test_whose_plan_it_is_is_not_asked_where_it_is_known_or_nobodys(name, guess, codes):
    assert party_asked(role(name), guess, codes, ()) == ()


def test_whose_plan_it_is_is_asked_with_the_guess_or_with_the_ground():
    (question,) = party_asked(role("redline"), party("33", 0.4), (), ("340101",))
    assert (question.key, question.choices) == ("party", ("33",))
    assert "依据" in question.text.zh
    (question,) = party_asked(role("redline"), party("", 0.0), (), ("340101", "330101", "", "330102"))
    assert question.choices == ("33", "34")
