from planseam.errors import CRSError, LayerError, PlanseamError, StudyError
from planseam.text import Text


def test_an_error_says_what_where_and_cure_in_both_languages():
    error = CRSError(
        Text("没有坐标系", "has no CRS"),
        where="a.shp",
        cure=Text("请在研究文件中写明 crs", "Give crs in the study file"),
    )
    assert error.sentence("zh") == "a.shp：没有坐标系。请在研究文件中写明 crs。"
    assert str(error) == "a.shp: has no CRS. Give crs in the study file."


def test_the_tree_of_errors():
    assert issubclass(CRSError, LayerError)
    assert issubclass(LayerError, PlanseamError)


def test_a_sentence_is_one_line_whatever_stands_in_a_file():
    error = StudyError(Text("“a\nb” 不可用", "“a\nb” cannot be used"), where="x\x1b[31m.toml", cure=Text("改", "Mend"))
    for language in ("zh", "en"):
        assert error.sentence(language).isprintable()
