import pickle

from planseam.model.conflict import STATUSES
from planseam.model.ledger import PEOPLE, STATE_TITLES, STATES, Entry, Ledger, Past


def test_an_entry_is_written_where_people_filled_any_column():
    assert not Entry(id="BD101-00000000", figures={"area_ha": 3.0}).written
    for name in PEOPLE:
        assert Entry(id="BD101-00000000", **{name: STATUSES[0] if name == "status" else "x"}).written


def test_a_ledger_tells_what_is_written_about_a_conflict_and_an_empty_entry_otherwise():
    entry = Entry(id="BD101-00000000", remark="协商")
    gone = Past(entry=Entry(id="BD101-11111111", person="李"), state="gone")
    ledger = Ledger(entries=(entry,), past=(gone, Past(entry=Entry(id=""), state="unnamed")))
    assert ledger.of("BD101-00000000") is entry
    assert ledger.of("BD101-22222222") == Entry(id="BD101-22222222")
    assert ledger.written == 2


def test_a_ledger_goes_to_another_process():
    ledger = Ledger(entries=(Entry(id="BD101-00000000", remark="a", figures={"rule": "BD101"}),))
    assert pickle.loads(pickle.dumps(ledger)) == ledger  # noqa: S301 -- our own bytes


def test_states_have_titles_that_tell_them_apart():
    assert set(STATE_TITLES) == set(STATES)
    assert len({title for text in STATE_TITLES.values() for title in text}) == 2 * len(STATES)
