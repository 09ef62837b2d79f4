from planseam.errors import CRSError, LayerError, PlanseamError
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
