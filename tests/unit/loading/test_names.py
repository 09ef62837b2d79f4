import pytest

from planseam.loading.names import romanised


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("青浦区", "Qingpu District"),
        ("嘉善县", "Jiashan County"),
        ("湖州市", "Huzhou"),
        ("浙江省", "Zhejiang"),
        ("上海市", "Shanghai"),
        ("浦东新区", "Pudong New Area"),
        ("六安市", "Lu'an"),
        ("淮安市", "Huai'an"),
        ("乐清市", "Yueqing"),
        ("丽水市", "Lishui"),
        ("亳州市", "Bozhou"),
        ("闵行区", "Minhang District"),
        ("长丰县", "Changfeng County"),
        ("长兴县", "Changxing County"),
        ("歙县", "She County"),
        ("涡阳县", "Guoyang County"),
        ("景宁畲族自治县", "Jingning She Autonomous County"),
        ("新疆维吾尔自治区", "Xinjiang"),
        ("市", "Shi"),
        ("Atlantis", "Atlantis"),
        ("", ""),
    ],
)
def test_names_are_romanised_as_usual(chinese, english):
    assert romanised(chinese) == english
