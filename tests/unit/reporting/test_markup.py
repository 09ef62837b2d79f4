import pytest
from markupsafe import Markup

from planseam.reporting.markup import filled


@pytest.mark.parametrize(
    "values", [(1, "a"), (2.5, "<b> & 'c' \"d\""), (Markup("<i>"), "{}"), (None, Markup("{0}")), (True, "上海")]
)
def test_it_gives_what_markup_itself_gives(values):
    form = '<p class="{}">{}</p>'
    made = filled(form, *values)
    assert made == Markup(form).format(*values)  # noqa: S704 - the form is written above
    assert isinstance(made, Markup)
