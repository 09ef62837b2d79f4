from planseam.model.figures import plain
from planseam.model.role import roles


def test_words_mean_a_code_of_their_own_field():
    for role in roles().values():
        for name, field in role.fields.items():
            assert set(field.values) <= set(field.codes), (role.id, name)
            spelt = [plain(word) for words in field.values.values() for word in words]
            assert len(spelt) == len(set(spelt)), (role.id, name)
            assert not set(spelt) & {plain(code) for code in field.codes}, (role.id, name)


def test_every_code_list_has_chinese_words():
    for role in roles().values():
        for name, field in role.fields.items():
            missing = [code for code in field.codes if code and not field.values.get(code)]
            assert missing == [], (role.id, name)


def test_a_word_of_recognition_belongs_to_one_role():
    seen = {}
    for role in roles().values():
        for word in (*role.names, *role.hints):
            assert seen.setdefault(plain(word), role.id) == role.id, word
        assert len(set(role.names)) == len(role.names)


def test_water_classes_in_every_spelling():
    meanings = roles()["river"].fields["water_class"].meanings
    assert [meanings[plain(word)] for word in ("Ⅱ", "Ⅱ类", "II", "二类", "劣Ⅴ类", "劣V")] == ["II"] * 4 + ["VI"] * 2
