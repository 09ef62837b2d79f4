import subprocess
import sys

import pytest

from planseam.loading import names
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


def test_words_that_are_looked_up_are_spelt_as_the_dictionary_reads_them():
    looked_up = names._spellings()
    assert len(looked_up) > 300
    assert {word: names._read_out(word) for word in looked_up} == looked_up


def test_no_dictionary_is_read_for_the_names_of_the_delta():
    said = """
import sys
from planseam.loading.units import PROVINCES, unit_names
names = [table[code].en for table in map(unit_names, ("province", "city", "county")) for code in table
         if code[:2] in PROVINCES]
print(len(names), "pypinyin" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["350", "False"]
