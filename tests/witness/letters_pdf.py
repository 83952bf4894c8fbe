"""Reads letters as PDF with pypdf, and holds them against their Markdown.

    python3 tests/witness/letters_pdf.py LETTERS

LETTERS has a letter of each name as Markdown and as PDF. Each PDF has to be tagged and say that it
is PDF/UA-1, have its title and language, embed its typeface, number its pages, and have in its
structure, in the order of the Markdown, the same headings, paragraphs, lists, tables and words; the
headers of tables with what they are headers of. Needs the package pypdf.
"""

import pathlib
import re
import sys

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject

PLAIN = re.compile(r"\\([\\`*_<>\[\]&|~#.)+=-])")


def words(text):
    """The words of a piece of Markdown, without its signs."""
    text = text.replace("\\\n", " ")
    text = re.sub(r"(?<!\\)\*+", "", text)
    return " ".join(PLAIN.sub(r"\1", text).split())


def cells(line):
    return [words(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def said_in_markdown(text):
    """Heading, paragraph, item of a list or row of a table, with its words, in order."""
    said = []
    for block in re.split(r"\n\n+", text.strip()):
        lines = block.split("\n")
        if lines[0].startswith("#"):
            level = len(lines[0]) - len(lines[0].lstrip("#"))
            said.append((f"H{level}", words(lines[0].lstrip("#"))))
        elif lines[0].startswith("|"):
            rows = [cells(line) for line in lines if not re.fullmatch(r"[|: -]+", line)]
            single = len(rows) == 1
            for at, row in enumerate(rows):
                kinds = ["TH Column"] * len(row) if at == 0 else ["TD"] * len(row)
                if single:
                    kinds = ["TH Row"] + ["TD"] * (len(row) - 1)
                said += zip(kinds, row)
        elif lines[0].startswith("- "):
            said += [("LBody", words(line[2:])) for line in lines]
        elif lines[0] != "---":
            said.append(("P", words(block)))
    return said


class Letter:
    """The structure of a PDF, with the words that are drawn for each part of it."""

    def __init__(self, path):
        self.reader = pypdf.PdfReader(path)
        self.root = self.reader.trailer["/Root"]
        self.drawn = {}
        for number, page in enumerate(self.reader.pages):
            self.drawn[page.indirect_reference.idnum] = self.marked(page)

    def marked(self, page):
        """The text of each marked part of a page, and of what is marked as no part of it."""
        fonts = {
            name: self.to_unicode(font.get_object())
            for name, font in page["/Resources"]["/Font"].items()
        }
        found, inside, font = {}, [], None
        for operands, operator in page.get_contents().operations:
            if operator == b"BDC":
                properties = operands[1]
                if not isinstance(properties, DictionaryObject):
                    properties = page["/Resources"]["/Properties"][properties].get_object()
                inside.append(properties.get("/MCID", operands[0]))
            elif operator == b"BMC":
                inside.append(operands[0])
            elif operator == b"EMC":
                inside.pop()
            elif operator == b"Tf":
                font = fonts[operands[0]]
            elif operator in (b"Tj", b"TJ"):
                assert inside, "text is drawn that is neither tagged nor for the eye alone"
                parts = operands[0] if operator == b"TJ" else [operands[0]]
                text = "".join(self.decoded(part, font) for part in parts)
                found[inside[-1]] = found.get(inside[-1], "") + text
            elif operator in (b"S", b"f"):
                assert "/Artifact" in inside, "a stroke is no part of the text"
        return found

    @staticmethod
    def to_unicode(font):
        assert font["/Subtype"] == "/Type0" and font["/Encoding"] == "/Identity-H"
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, "not embedded"
        text = font["/ToUnicode"].get_data().decode("latin-1")
        codes = {}
        for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
            for code, unicode in re.findall(r"<(\w+)>\s*<(\w+)>", block):
                codes[int(code, 16)] = bytes.fromhex(unicode).decode("utf-16-be")
        return codes

    @staticmethod
    def decoded(part, codes):
        if isinstance(part, (int, float)):
            return ""
        raw = part.original_bytes if hasattr(part, "original_bytes") else bytes(part)
        numbers = [raw[at] << 8 | raw[at + 1] for at in range(0, len(raw), 2)]
        return "".join(codes[number] for number in numbers)

    def text(self, element, page=None):
        page = element.get("/Pg", page) if isinstance(element, DictionaryObject) else page
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, (list, ArrayObject)) else [kids]
        text = ""
        for kid in kids:
            kid = kid.get_object()
            if isinstance(kid, int):
                text += self.drawn[element.raw_get("/Pg").idnum][kid]
            elif kid.get("/Type") == "/MCR":
                text += self.drawn[kid.raw_get("/Pg").idnum][kid["/MCID"]]
            else:
                text += self.text(kid, page)
        return text

    def said(self):
        return list(self.parts(self.root["/StructTreeRoot"]))

    def parts(self, element, within=()):
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, (list, ArrayObject)) else [kids]
        for kid in kids:
            kid = kid.get_object()
            if not isinstance(kid, DictionaryObject) or "/S" not in kid:
                continue
            kind = kid["/S"][1:]
            if kind == "TH":
                attributes = kid["/A"].get_object()
                attributes = attributes if isinstance(attributes, ArrayObject) else [attributes]
                scope = [a.get_object().get("/Scope") for a in attributes]
                kind += " " + next(s for s in scope if s)[1:]
            if re.fullmatch(r"H\d|P|TD|TH \w+|LBody", kind):
                yield kind, " ".join(self.text(kid).split())
            elif kind != "Lbl":
                yield from self.parts(kid, (*within, kind))


def check(path):
    markdown = path.with_suffix(".md").read_text(encoding="utf-8")
    letter = Letter(path)
    root = letter.root
    assert root["/MarkInfo"]["/Marked"], "it is not tagged"
    assert root["/Lang"] == "en-GB", root["/Lang"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode("utf-8")
    assert re.search(r"pdfuaid:part[>=\"]+1", metadata), metadata
    expected = said_in_markdown(markdown)
    title = next((text for kind, text in expected if kind.startswith("H")), None)
    if title is not None:
        assert letter.reader.metadata.title == title, letter.reader.metadata.title
        assert letter.reader.outline, "it has no outline"
    said = letter.said()
    assert said == expected, next(
        (pair for pair in zip(said, expected) if pair[0] != pair[1]), (len(said), len(expected))
    )
    count = len(letter.reader.pages)
    for number, page in enumerate(letter.reader.pages, 1):
        assert page["/Tabs"] == "/S"
        shown = letter.drawn[page.indirect_reference.idnum]["/Artifact"]
        assert shown.endswith(f"Page {number} of {count}"), shown
    return count


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    letters = sorted(pathlib.Path(arguments[0]).glob("*.pdf"))
    if not letters:
        sys.exit("there is no letter")
    pages = 0
    for path in letters:
        try:
            pages += check(path)
        except Exception as error:
            error.add_note(str(path))
            raise
    print(f"{len(letters)} letters on {pages} pages are as their Markdown")


main(sys.argv[1:])
