import re


def test_the_contents_name_every_heading_with_its_number(report, filled):
    found = filled(report)
    numbers, titles = [0, 0], []
    for line in found.document.paragraphs:
        if line.style.name == "Heading 1":
            numbers = [numbers[0] + 1, 0]
            titles.append(f"{numbers[0]} {line.text}")
        elif line.style.name == "Heading 2":
            numbers[1] += 1
            titles.append(f"{numbers[0]}.{numbers[1]} {line.text}")
    shown = [line for line in found.document.paragraphs if line.style.name.lower().startswith("toc ")]
    assert [re.sub(r"\s+$", "", "".join(link.text for link in line.hyperlinks)) for line in shown] == titles


def test_each_line_of_the_contents_leads_to_its_heading(report, filled):
    found = filled(report)
    anchors = [link.fragment for line in found.document.paragraphs for link in line.hyperlinks]
    assert {anchor for anchor in anchors if anchor.startswith("_Toc")} <= set(found.bookmarks())
    assert len([anchor for anchor in anchors if anchor.startswith("_Toc")]) > 6
