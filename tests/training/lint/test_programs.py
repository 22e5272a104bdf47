"""Files as Word, Excel, LibreOffice and Moodle write them: tables, raised pieces of text, repeated cells, entities."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.lint.written import zipped
from training.lint.example import Example, Read
from training.lint.lint import lint
from training.lint.reading import read_all
from training.lint.walk import File
from tutoring.classroom import ClassSettings

ASKED = "Un coche parte del reposo y acelera a 2 m/s^2 durante 10 s. ¿Qué distancia recorre?"
STEPS = ["v0 = 0 m/s; a = 2 m/s^2; t = 10 s", "s = ½·a·t^2", "s = ½·2·10^2", "s = 100 m"]


def read(name: str, data: bytes | str) -> Read:
    return next(read_all([File(name, data if isinstance(data, bytes) else data.encode())]))


def only(found: Read) -> Example:
    assert found.troubles == ()
    (example,) = found.examples
    return example


def works(example: Example) -> list[str]:
    return [line.text for line in example.work]


# Word


def docx(body: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="http://schemas.example.org/{name}"' for name in ("w", "m", "mc", "wps", "v", "r")
    )
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:document {spaces}><w:body>{body}<w:sectPr/></w:body></w:document>",
    })  # fmt: skip


def par(text: str, style: str = "") -> str:
    """A paragraph in several runs, as Word keeps them; `^{-1}` is raised, piece by piece."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else "<w:pPr><w:jc w:val='both'/></w:pPr>"
    return f"<w:p>{properties}{runs(text)}</w:p>"


def runs(text: str) -> str:
    out = ""
    for at, piece in enumerate(text.replace("}", "^{").split("^{")):
        raised = at % 2 == 1
        mark = '<w:vertAlign w:val="superscript"/>' if raised else ""
        for part in piece if raised else (piece[:3], piece[3:]):
            out += f'<w:r w:rsidR="00A1"><w:rPr><w:b/>{mark}</w:rPr><w:t xml:space="preserve">{part}</w:t></w:r>'
    return out


def table(*rows: tuple[str, ...]) -> str:
    """A table; the paragraphs of a cell are parted by line ends."""
    body = "".join(
        "<w:tr><w:trPr/>"
        + "".join(f"<w:tc><w:tcPr><w:tcW w:w='1'/></w:tcPr>{''.join(map(par, cell.split(chr(10))))}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{body}</w:tbl>"


RAISED = [each.replace("^2", "^{2}") for each in (ASKED, *STEPS)]


def test_a_table_in_word_with_named_columns_is_a_list_of_examples_among_those_with_headings() -> None:
    data = docx(
        par("Ejercicios resueltos", "Ttulo")
        + par("Los hicimos en clase.")
        + table(("Problema", "Solución", "Nivel"), (RAISED[0], "\n".join(RAISED[1:]), "3eso"))
        + par("Problema 2", "Ttulo2")
        + par("Resuelve 5x + 7 = 22")
        + par("Solución", "Ttulo2")
        + par("5x = 22 - 7")
        + par("x = 3")
    )
    found = read("a.docx", data)
    assert found.troubles == ()
    assert [(one.number, one.line, one.problem, works(one), one.level) for one in found.examples] == [
        (1, 4, ASKED, STEPS, "3eso"), (2, 6, "Resuelve 5x + 7 = 22", ["5x = 22 - 7", "x = 3"], ""),
    ]  # fmt: skip


def test_a_document_that_begins_with_a_table_and_has_no_headings_is_that_table() -> None:
    example = only(read("a.docx", docx(table((RAISED[0], "\n".join(RAISED[1:]))) + par("Fin"))))
    assert (example.problem, works(example)) == (ASKED, STEPS)


def test_a_table_that_lays_out_words_is_read_cell_by_cell() -> None:
    example = only(read("a.docx", docx(par("Hoja 3") + table(("Problema", "x + 2 = 5"), ("Solución", "x = 5 - 2\nx = 3")))))
    assert (example.problem, works(example)) == ("x + 2 = 5", ["x = 5 - 2", "x = 3"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [("v = 3 m·s^{-1}", "v = 3 m·s^(-1)"), ("n = 10^{23}", "n = 10^23"), ("2x^{2}  - 8 = 0", "2x^2  - 8 = 0"),
     ("El 1^{er} tramo: 3 km", "El 1er tramo: 3 km"), ("x^{2} = 9 en 2^{o} curso", "x^2 = 9 en 2o curso")],
)  # fmt: skip
def test_raised_runs_are_powers_and_ordinals_are_not(written: str, meant: str) -> None:
    data = docx(par("Problema") + par(written) + par("Solución") + par("x = 3"))
    assert only(read("a.docx", data)).problem == meant


def test_what_word_keeps_and_does_not_show_is_not_read() -> None:
    box = "<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>".format(par("x = 3"))
    body = (
        par("Problema 1	3", "TDC1") + par("Problema")
        + '<w:p><w:del><w:r><w:delText>Halla y</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>antes</w:t></w:r></w:moveFrom>'
        + "<w:ins><w:r><w:t>Resuelve 2x</w:t></w:r></w:ins><w:r><w:t xml:space='preserve"
        + "'> + 4 </w:t><w:noBreakHyphen/><w:t xml:space='preserve'> 1 = 9</w:t></w:r></w:p>"
        + par("Solución")
        + "<w:p><w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>2x = 6</w:t></w:r></w:p>"
        + f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        + "</mc:AlternateContent></w:r></w:p>"
    )  # fmt: skip
    example = only(read("a.docx", docx(body)))
    assert (example.problem, works(example)) == ("Resuelve 2x + 4 - 1 = 9", ["2x = 6", "x = 3"])


def test_the_arrow_that_word_makes_of_a_dash_and_a_bracket_is_one() -> None:
    arrow = '<w:p><w:r><w:t>Ajusta H2 + O2 </w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'
    arrow += "<w:r><w:t> H2O</w:t></w:r></w:p>"
    data = docx(par("Problema") + arrow + par("Solución") + par("2 H2 + O2 → 2 H2O"))
    assert only(read("a.docx", data)).problem == "Ajusta H2 + O2 → H2O"


def omml(inner: str) -> str:
    return f"<w:p><m:oMathPara><m:oMath>{inner}</m:oMath></m:oMathPara></w:p>"


def run(text: str) -> str:
    return f"<m:r><m:rPr/><m:t>{text}</m:t></m:r>"


def e(text: str) -> str:
    return f"<m:e>{run(text)}</m:e>"


@pytest.mark.parametrize(
    ("inner", "meant"),
    [("<m:sSubSup>" + e("v") + f"<m:sub>{run('0')}</m:sub><m:sup>{run('2')}</m:sup></m:sSubSup>" + run("=9"), "v0^2=9"),
     ("<m:rad><m:radPr/><m:deg>" + run("3") + "</m:deg>" + e("8") + "</m:rad>" + run("=2"), "(8)^(1/3)=2"),
     ('<m:d><m:dPr><m:begChr m:val="|"/><m:endChr m:val="|"/></m:dPr>' + e("x+1") + "</m:d>" + run("=3"), "|x+1|=3"),
     ('<m:d><m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr><m:e><m:eqArr>' + e("x+y=5") + e("x-y=1")
      + "</m:eqArr></m:e></m:d>", "x+y=5; x-y=1"),
     ('<m:d><m:e><m:r><m:t>x+1</m:t></m:r></m:e></m:d>' + run("=3"), "(x+1)=3")],
)  # fmt: skip
def test_words_formulas_keep_their_meaning_in_a_line(inner: str, meant: str) -> None:
    data = docx(par("Problema") + omml(inner) + par("Solución") + par("x = 3"))
    assert only(read("a.docx", data)).problem == meant


# Excel


def xlsx(sheets: dict[str, str], shared: str = "", book: str = "") -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"'
    parts: dict[str, str | bytes] = {
        f"xl/worksheets/{name}": f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>" for name, rows in sheets.items()
    }
    parts |= {"xl/sharedStrings.xml": f'<sst {space} count="9" uniqueCount="9">{shared}</sst>'} if shared else {}
    if book:
        parts["xl/workbook.xml"] = f"<workbook {space}><sheets>{book}</sheets></workbook>"
        parts["xl/_rels/workbook.xml.rels"] = (
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>'
        )
    return zipped(parts)


def rich(text: str) -> str:
    """The pieces of a text, those that are raised apart."""
    out = ""
    for at, piece in enumerate(text.replace("}", "^{").split("^{")):
        mark = '<rPr><vertAlign val="superscript"/><sz val="11"/></rPr>' if at % 2 else "<rPr><b/></rPr>"
        out += f'<r>{mark}<t xml:space="preserve">{piece}</t></r>'
    return out


def test_a_workbooks_shared_texts_may_be_of_several_pieces_and_its_cells_may_hold_their_own() -> None:
    shared = (
        "<si><t>Enunciado</t></si><si><t>Solución</t><phoneticPr fontId='1'/></si>"
        f"<si>{rich(RAISED[0])}<rPh sb='0' eb='1'><t>ruido</t></rPh></si>"
    )
    work = "_x000D_\n".join(RAISED[1:3])
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="E1" t="inlineStr"><is><t>Resultado</t></is></c>'
        '</row><row r="2" spans="1:5"/><row r="3"><c r="A3" s="4" t="s"><v>2</v></c>'
        f'<c r="B3" t="inlineStr"><is>{rich(work)}</is></c><c r="C3" s="4"/>'
        '<c r="E3" t="str"><f>D3&amp;" m"</f><v>100 m</v></c></row>'
    )
    example = only(read("a.xlsx", xlsx({"sheet1.xml": rows}, shared)))
    assert (example.problem, works(example), example.line) == (ASKED, STEPS[:2], 3)
    assert example.answer is not None
    assert example.answer.text == "100 m"


def test_a_number_of_a_cell_is_read_as_it_is_seen() -> None:
    rows = (
        '<row><c t="inlineStr"><is><t>problema</t></is></c><c t="inlineStr"><is><t>resultado</t></is></c></row>'
        '<row><c t="inlineStr"><is><t>x + 0.1 = 9.9</t></is></c><c><v>9.8000000000000007</v></c></row>'
    )
    example = only(read("a.xlsx", xlsx({"sheet.xml": rows})))
    assert example.answer is not None
    assert example.answer.text == "9.8"


def test_the_first_sheet_is_the_workbooks_first_and_one_that_is_empty_is_passed_over() -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c><c r="B1" t="inlineStr"><is><t>x = 3</t></is></c></row>'
    book = '<sheet name="Segunda" sheetId="2" r:id="rId2"/><sheet name="Primera" sheetId="1" r:id="rId1"/>'
    sheets = {"sheet1.xml": row.format("x + 2 = 5"), "sheet2.xml": row.format("x + 3 = 6")}
    assert only(read("a.xlsx", xlsx(sheets, book=book))).problem == "x + 3 = 6"
    assert only(read("a.xlsx", xlsx(sheets | {"sheet2.xml": ""}, book=book))).problem == "x + 2 = 5"


# OpenDocument

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "fo", "draw", "svg", "xlink")
)
STYLES = (
    '<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties '
    'style:text-position="super 58%"/></style:style><style:style style:name="T2" style:family="text"><style:text-properties '
    'style:text-position="sub 58%"/></style:style></office:automatic-styles>'
)


def odf(body: str, **more: str) -> bytes:
    content = f"<office:document-content {SPACES}>{STYLES}<office:body>{body}</office:body></office:document-content>"
    return zipped({"mimetype": "application/vnd", "content.xml": content} | {k.replace("__", "/"): v for k, v in more.items()})


def spans(text: str) -> str:
    out = ""
    for at, piece in enumerate(text.replace("}", "^{").split("^{")):
        out += f'<text:span text:style-name="T1">{piece}</text:span>' if at % 2 else piece
    return out


def cell(text: str, more: str = "") -> str:
    lines = "".join(f"<text:p>{spans(line)}</text:p>" for line in text.split("\n")) if text else ""
    return f'<table:table-cell office:value-type="string"{more}>{lines}</table:table-cell>'


def gap(count: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{count}"/>'


def row(*cells: str, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


def test_cells_and_rows_that_stand_for_several_keep_columns_and_rows_in_their_places() -> None:
    comment = "<office:annotation><text:p>Repasar esto</text:p></office:annotation>"
    first = cell(RAISED[0]).replace("<text:p>", f"{comment}<text:p>", 1)
    sheet = (
        "<table:table>" + row(gap(1024), times=3)
        + "<table:table-header-rows>" + row(cell("Enunciado"), gap(2), cell("Solución"), cell("Nivel"), gap(1019))
        + "</table:table-header-rows>" + row(first, gap(2), cell("\n".join(RAISED[1:])), cell("3eso"), gap(1019))
        + row(gap(1024), times=2) + row(cell("x + 2 = 5"), gap(2), cell("x = 3"), gap(1020), times=2)
        + row(gap(1024), times=1048560) + "</table:table>"
    )  # fmt: skip
    found = read("a.ods", odf(f"<office:spreadsheet>{sheet}</office:spreadsheet>"))
    assert found.troubles == ()
    assert [(one.line, one.problem, works(one), one.level) for one in found.examples] == [
        (5, ASKED, STEPS, "3eso"), (8, "x + 2 = 5", ["x = 3"], ""), (9, "x + 2 = 5", ["x = 3"], ""),
    ]  # fmt: skip


def test_a_step_said_for_several_columns_is_in_each_of_them() -> None:
    sheet = row(cell("problema"), *(cell(f"paso {at}") for at in (1, 2, 3))) + row(
        cell("x + 2 = 5"), cell("x = 3", ' table:number-columns-repeated="2"'), "<table:covered-table-cell/>"
    )
    example = only(read("a.ods", odf(f"<office:spreadsheet><table:table>{sheet}</table:table></office:spreadsheet>")))
    assert works(example) == ["x = 3", "x = 3"]


def test_an_opendocument_texts_tables_raised_spans_and_formulas_are_read_and_what_is_deleted_is_not() -> None:
    maths = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>a</mi><mo>=</mo><mfrac><mrow><mn>2</mn><mo>⁢</mo>'
        '<mi>s</mi></mrow><msup><mi>t</mi><mn>2</mn></msup></mfrac></mrow><annotation encoding="StarMath 5.0">a = {2 s} over '
        "t^2</annotation></semantics></math>"
    )
    formula = (
        '<text:p><draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./x"/>'
        "<svg:desc>fórmula</svg:desc></draw:frame></text:p>"
    )
    asked = spans('Halla x:<text:s text:c="2"/>x^{2} = 9')
    body = (
        "<office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>Problema viejo</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:h>Problema 1</text:h>"
        f"<text:p>{asked}<office:annotation><text:p>¿fácil?</text:p></office:annotation>"
        "<text:note><text:note-body><text:p>nota</text:p></text:note-body></text:note></text:p>"
        f"<text:h>Solución</text:h><text:list><text:list-item><text:p>x = 3<text:line-break/>x = -3</text:p></text:list-item>"
        f"</text:list>{formula}<table:table>{row(cell('Problema'), cell('Solución'))}{row(cell(RAISED[0]), cell(RAISED[4]))}"
        "</table:table></office:text>"
    )
    found = read("a.odt", odf(body, **{"Object 1__content.xml": maths}))
    assert found.troubles == ()
    assert [(one.problem, works(one)) for one in found.examples] == [
        ("Halla x:  x^2 = 9", ["x = 3", "x = -3", "a=(2s)/(t^2)"]), (ASKED, ["s = 100 m"]),
    ]  # fmt: skip


# Moodle

QUESTION = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category"><category><text>$course$/top/Por defecto</text></category><info format="html"><text></text></info>
  </question>
<!-- question: 4711  -->
  <question type="{type}">
    <name><text>Ejercicio 1</text></name>
    <questiontext format="html">
      <text>{asked}</text>
<file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file>
    </questiontext>
    <generalfeedback format="html">
      <text>{feedback}</text>
    </generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    {more}
  </question>
</quiz>
"""


def bank(asked: str, feedback: str, type_: str = "essay", more: str = "") -> bytes:
    return QUESTION.format(type=type_, asked=asked, feedback=feedback, more=more).encode()


def test_moodles_html_gives_lines_powers_and_signs() -> None:
    asked = (
        '<![CDATA[<p dir="ltr" style="text-align: left;">Un coche parte del reposo y acelera a&nbsp;2&nbsp;m/s<sup>'
        "<span>2</span></sup> durante 10&thinsp;s. &iquest;Qu&eacute; distancia <b>recorre</b>?<br></p><!-- editor -->]]>"
    )
    feedback = (
        "<![CDATA[<style>p { margin: 0 }</style><p>v<sub>0</sub> = 0 m/s; a = 2 m/s<sup>2</sup>; t = 10 s</p>\n"
        "<p>s = &frac12;&middot;a&middot;t<sup>2</sup></p>\n<table><tbody><tr><td>s =</td><td>&frac12;&middot;2&middot;10<sup>2"
        "</sup></td></tr></tbody></table>\n<ul><li>s = 100&nbsp;m</li></ul>]]>"
    )
    example = only(read("a.xml", bank(asked, feedback)))
    assert (example.problem, works(example)) == (ASKED, STEPS)
    assert [line.number for line in example.work] == [14, 15, 16, 17]


def test_escaped_html_is_the_same_as_html_in_cdata() -> None:
    asked = "&lt;p&gt;Resuelve x&lt;sup&gt;2&lt;/sup&gt; &amp;minus; 9 = 0&lt;/p&gt;"
    feedback = "&lt;p&gt;x = 3&lt;br /&gt;x = &amp;minus;3&lt;/p&gt;"
    example = only(read("a.xml", bank(asked, feedback)))
    assert (example.problem, works(example)) == ("Resuelve x^2 − 9 = 0", ["x = 3", "x = −3"])


@pytest.mark.parametrize(
    "text", ["x &lt; -6 o x &gt; 4", "<![CDATA[x &lt; -6 o x &gt; 4]]>", "<![CDATA[<p>x < -6 o x > 4</p>]]>"]
)
def test_an_inequality_is_no_tag(text: str) -> None:
    assert works(only(read("a.xml", bank("Resuelve (x + 6)(x - 4) &gt; 0", text)))) == ["x < -6 o x > 4"]
    gift = "::1::Resuelve (x + 6)(x - 4) > 0 {####x < -6 o x > 4}"
    assert works(only(read("a.gift", gift))) == ["x < -6 o x > 4"]


def test_plain_text_is_taken_as_it_stands() -> None:
    data = bank("Resuelve a&lt;b y b&gt;a", "x = 3")
    as_text = data.replace(b'<questiontext format="html">', b'<questiontext format="plain_text">')
    assert only(read("a.xml", as_text)).problem == "Resuelve a<b y b>a"


def test_formulas_in_mathml_and_beside_their_picture_are_written_in_a_line() -> None:
    fraction = "<mfrac><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac>"
    asked = f'<![CDATA[<p>Resuelve <math xmlns="http://www.w3.org/1998/Math/MathML">{fraction}<mo>&nbsp;=&nbsp;</mo><mn>3</mn></math></p>]]>'
    pictured = "«math xmlns=¨http://www.w3.org/1998/Math/MathML¨»«msqrt»«mi»x«/mi»«/msqrt»«mo»§lt;«/mo»«mn»3«/mn»«/math»"
    picture = f'<![CDATA[<p><img class="Wirisformula" src="x.png" alt="raíz" data-mathml="{pictured}"></p><p>x = 5</p>]]>'
    example = only(read("a.xml", bank(asked, picture)))
    assert (example.problem, works(example)) == ("Resuelve (x+1)/(2)=3", ["√(x)<3", "x = 5"])


def test_the_feedback_of_the_right_answer_is_the_work_where_there_is_no_general_one() -> None:
    more = (
        '<answer fraction="0" format="plain_text"><text>4</text><feedback format="html"><text>No</text></feedback></answer>'
        '<answer fraction="100" format="moodle_auto_format"><text>3</text><feedback format="html">'
        "<text><![CDATA[<p>5x = 22 - 7</p><p>x = 3</p>]]></text></feedback><tolerance>0</tolerance></answer>"
    )
    example = only(read("a.xml", bank("Resuelve 5x + 7 = 22", "", "numerical", more)))
    assert works(example) == ["5x = 22 - 7", "x = 3"]
    assert example.answer is not None
    assert example.answer.text == "3"


def test_gift_as_moodle_exports_it_has_html_too() -> None:
    gift = (
        "// question: 12  name: Ejercicio 1\n::Ejercicio 1::[html]<p>Resuelve x<sup>2</sup> \\= 9 &nbsp;(dos soluciones)<br></p>"
        "{####<p>x \\= 3</p>\\n<p>x \\= -3</p>}\n"
    )
    example = only(read("a.gift", gift))
    assert (example.problem.strip(), works(example)) == ("Resuelve x^2 = 9  (dos soluciones)", ["x = 3", "x = -3"])


def test_what_programs_write_is_judged_as_what_was_typed(tmp_path: Path) -> None:
    wrong = [RAISED[0], "\n".join([*RAISED[1:4], "s = 130 m"])]
    (tmp_path / "a.docx").write_bytes(docx(table(("Problema", "Solución"), (wrong[0], wrong[1]))))
    (tmp_path / "b.ods").write_bytes(odf(f"<table:table>{row(cell('Problema'), gap(3), cell('Solución'))}"
                                         f"{row(cell(wrong[0]), gap(3), cell(wrong[1]))}</table:table>"))  # fmt: skip
    told = lint([tmp_path], ClassSettings()).findings
    assert [(Path(each.file).name, each.line, each.kind) for each in told if each.kind not in ("too_few", "duplicate")] == [
        ("a.docx", 2, "result"), ("b.ods", 2, "result"),
    ]  # fmt: skip
