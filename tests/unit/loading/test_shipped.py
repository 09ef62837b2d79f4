from planseam.loading.shipped import yrd


def test_the_delta_has_a_study_file():
    assert (yrd() / "planseam.toml").is_file()
