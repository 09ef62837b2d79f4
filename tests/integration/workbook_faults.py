"""What makes Excel offer to repair a workbook, or leave out a part of it without a word.

A helper of test_ledger_in_excel.py: the limits of Excel's specifications and the order of the schema of ECMA-376,
read from the parts of the file and from nothing that wrote them.
"""

# ruff: noqa: S314 - the workbooks that are read here are our own
import re
import zipfile
from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROWS, COLUMNS, CELL = 1_048_576, 16_384, 32_767
LINKS, FORMATS = 65_530, 65_490
NAME, LIST, ERROR_TITLE, ERROR, FOOT = 31, 255, 32, 255, 255
#: Children of a worksheet, in the one order that they may have.
ORDER = re.findall(
    r"\w+",
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting "
    "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties "
    "cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst",
)


def units(text):
    """Length as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def number(letters):
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def area(reference):
    """First row, first column, last row, last column."""
    corners = re.findall(r"\$?([A-Z]+)\$?(\d+)", reference)
    (first, top), (last, bottom) = corners[0], corners[-1]
    return int(top), number(first), int(bottom), number(last)


def meet(one, other):
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def overlaps(areas):
    return [(one, other) for place, one in enumerate(areas) for other in areas[:place] if meet(one, other)]


def faults(path):
    """All that is wrong with a workbook, in words."""
    with zipfile.ZipFile(path) as file:
        names = file.namelist()
        texts = {name: file.read(name) for name in names if name.endswith((".xml", ".rels"))}
    found = [f"part twice: {name}" for name, count in Counter(names).items() if count > 1]
    parts = {}
    for name, text in texts.items():
        try:
            parts[name] = ET.fromstring(text)
        except ET.ParseError as error:
            found.append(f"{name}: {error}")
    if found:
        return found
    types = {entry.get("PartName") for entry in parts["[Content_Types].xml"]}
    found += [
        f"no content type: {name}"
        for name in names
        if name.startswith("xl/") and name.endswith(".xml") and f"/{name}" not in types
    ]
    book = parts["xl/workbook.xml"]
    sheets = book.findall(f"{MAIN}sheets/{MAIN}sheet")
    titles = [sheet.get("name") for sheet in sheets]
    found += names_of_sheets(titles)
    if all(sheet.get("state") for sheet in sheets):
        found.append("no sheet can be seen")
    ways = {way.get("Id"): way.get("Target") for way in parts["xl/_rels/workbook.xml.rels"]}
    shared = parts["xl/sharedStrings.xml"].findall(f"{MAIN}si")
    styles = parts["xl/styles.xml"]
    known = {
        "texts": len(shared),
        "cells": len(styles.find(f"{MAIN}cellXfs")),
        "changes": len(styles.find(f"{MAIN}dxfs")),
        "titles": titles,
    }
    found += texts_of(shared)
    if known["cells"] > FORMATS:
        found.append("too many formats")
    own = [parts[f"xl/{ways[sheet.get(LINK)]}"] for sheet in sheets]
    for title, sheet in zip(titles, own, strict=True):
        found += [f"{title}: {fault}" for fault in faults_of_sheet(sheet, known)]
    found += defined_names(book, titles, own)
    return found + list(tables(part for name, part in parts.items() if name.startswith("xl/tables/")))


def names_of_sheets(titles):
    for title in titles:
        if not 1 <= units(title) <= NAME:
            yield f"sheet name of {units(title)} characters: {title}"
        if re.search(r"[\[\]:*?/\\]", title) or title[0] == "'" or title[-1] == "'":
            yield f"sheet name with a sign that it may not hold: {title}"
        if title.casefold() == "history":
            yield "sheet name that Excel keeps for itself"
    for title, count in Counter(title.casefold() for title in titles).items():
        if count > 1:
            yield f"sheet name twice: {title}"


def texts_of(shared):
    for entry in shared:
        text = "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
        if units(text) > CELL:
            yield f"text of {units(text)} characters"
        if re.search(r"(?<!_x005F)_x00(0[0-8BCEF]|1[0-9A-F])_", text):
            yield f"control character: {text[:40]}"
        kept = entry.find(f"{MAIN}t")
        space = "{http://www.w3.org/XML/1998/namespace}space"
        if kept is not None and text != text.strip() and kept.get(space) != "preserve":
            yield f"blanks that get lost: {text[:40]}"


def faults_of_sheet(sheet, known):
    order = [ORDER.index(child.tag.removeprefix(MAIN)) for child in sheet]
    if order != sorted(order):
        yield "elements out of order"
    yield from cells(sheet, known)
    yield from validations(sheet)
    yield from conditions(sheet, known)
    merged = [area(cell.get("ref")) for cell in sheet.iter(f"{MAIN}mergeCell")]
    yield from (f"merged cells meet: {pair}" for pair in overlaps(merged))
    spans = [
        (int(column.get("min")), int(column.get("max")), float(column.get("width")))
        for column in sheet.iter(f"{MAIN}col")
    ]
    if any(one[1] >= other[0] for one, other in pairwise(spans)):
        yield "columns twice"
    if any(last > COLUMNS or width > 255 for _, last, width in spans):
        yield "columns too wide or too many"
    for part in sheet.findall(f"{MAIN}headerFooter/*"):
        if units(part.text or "") > FOOT:
            yield f"foot of {units(part.text)} characters"
    links = list(sheet.iter(f"{MAIN}hyperlink"))
    if len(links) > LINKS:
        yield f"{len(links)} links"
    for link in links:
        target = link.get("location") or ""
        title = target.rpartition("!")[0].strip("'").replace("''", "'")
        if target and title not in known["titles"]:
            yield f"link to nowhere: {target}"


def cells(sheet, known):
    last = 0
    for row in sheet.iter(f"{MAIN}row"):
        if not last < int(row.get("r")) <= ROWS:
            yield f"row {row.get('r')} out of order"
        last = int(row.get("r"))
        if float(row.get("ht", 0)) > 409.5:
            yield f"row {last} too high"
        place = 0
        for cell in row:
            _, column, _, _ = area(cell.get("r"))
            if not place < column <= COLUMNS or not cell.get("r").endswith(str(last)):
                yield f"cell {cell.get('r')} out of order"
            place = column
            if int(cell.get("s", 0)) >= known["cells"]:
                yield f"cell {cell.get('r')} without its format"
            value = cell.findtext(f"{MAIN}v")
            if cell.get("t") == "s" and int(value) >= known["texts"]:
                yield f"cell {cell.get('r')} without its text"
            if cell.get("t", "n") == "n" and value in {"nan", "inf", "-inf", "NAN", "INF"}:
                yield f"cell {cell.get('r')} holds no number"


def validations(sheet):
    areas = []
    limits = {"errorTitle": ERROR_TITLE, "promptTitle": ERROR_TITLE, "error": ERROR, "prompt": ERROR}
    for rule in sheet.iter(f"{MAIN}dataValidation"):
        where = rule.get("sqref")
        areas += map(area, where.split())
        first = rule.findtext(f"{MAIN}formula1") or ""
        if not first:
            yield f"{where}: a rule without what it allows"
        elif rule.get("type") == "list":
            yield from (f"{where}: {fault}" for fault in chosen_from(first))
        for key, most in limits.items():
            if units(rule.get(key, "")) > most:
                yield f"{where}: {key} of {units(rule.get(key))} characters"
    yield from (f"rules meet: {pair}" for pair in overlaps(areas))
    for group in sheet.iter(f"{MAIN}dataValidations"):
        if int(group.get("count")) != len(group):
            yield "another number of rules"


def chosen_from(written):
    """Faults of a list that stands in the rule itself, or of the cells where it stands."""
    if re.fullmatch(r"('[^']+'!|\w+!)?\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+", written):
        return
    if not re.fullmatch(r'"(?:[^"]|"")*"', written):
        yield "a list that is quoted wrong"
    elif units(written) - 2 > LIST:
        yield f"a list of {units(written) - 2} characters"
    elif not all(entry.strip() for entry in written[1:-1].split(",")):
        yield "a list with an empty entry"


def conditions(sheet, known):
    ranks = Counter()
    for rule in sheet.iter(f"{MAIN}cfRule"):
        ranks[rule.get("priority")] += 1
        if rule.get("dxfId") is not None and int(rule.get("dxfId")) >= known["changes"]:
            yield "a condition without its look"
        for formula in rule.iter(f"{MAIN}formula"):
            if not formula.text or (formula.text.count('"') % 2):
                yield f"a condition that is quoted wrong: {formula.text}"
    if any(count > 1 for count in ranks.values()):
        yield "two conditions of one rank"


def defined_names(book, titles, sheets):
    seen = Counter()
    filters = {}
    for entry in book.iter(f"{MAIN}definedName"):
        name, place = entry.get("name"), int(entry.get("localSheetId", -1))
        seen[name, place] += 1
        title, _, cell = entry.text.rpartition("!")
        plain = title[1:-1].replace("''", "'") if title.startswith("'") else title
        if plain not in titles or (plain == title and re.search(r"[^\w.]|^\d", title)):
            yield f"{name}: no sheet {title}"
        elif place >= 0 and titles[place] != plain:
            yield f"{name}: of another sheet"
        if not re.fullmatch(r"\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?|\$\d+:\$\d+|\$[A-Z]+:\$[A-Z]+", cell):
            yield f"{name}: no cells {cell}"
        if name == "_xlnm._FilterDatabase":
            filters[place] = cell.replace("$", "")
    yield from (f"{name} twice" for (name, _), count in seen.items() if count > 1)
    for place, sheet in enumerate(sheets):
        own = sheet.find(f"{MAIN}autoFilter")
        if (own.get("ref") if own is not None else None) != filters.get(place):
            yield f"{titles[place]}: its filter has other cells than its name"


def tables(parts):
    names = Counter()
    for part in parts:
        names[part.get("displayName").casefold()] += 1
        columns = Counter(column.get("name").casefold() for column in part.iter(f"{MAIN}tableColumn"))
        yield from (f"column twice: {name}" for name, count in columns.items() if count > 1)
    yield from (f"table twice: {name}" for name, count in names.items() if count > 1)
