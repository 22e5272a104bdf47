"""Text out of the HTML of question banks: lines, powers and formulas stay; an inequality is no tag."""

from __future__ import annotations

import re
from html import unescape

from training.lint.example import Unreadable
from training.lint.formats.formula import mathml, raised, settled
from training.lint.formats.xml_tree import parsed

_UNSEEN = re.compile(r"(?is)<!--.*?-->|<(style|script)\b.*?</\1\s*>")
_BREAK = re.compile(r"(?i)</(?:p|li|div|tr|h[1-6]|pre|blockquote)\s*>|<(?:br|hr)\s*/?>")
_CELL = re.compile(r"(?i)</t[dh]\s*>")
_NAMES = (
    r"a|abbr|article|audio|b|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|figcaption|"
    r"figure|font|h[1-6]|head|hr|html|i|img|ins|kbd|label|li|mark|o:p|ol|p|pre|q|s|section|small|source|span|strike|strong|sub|"
    r"sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video|math|m[a-z]{1,12}|semantics|annotation"
)
_TAG = re.compile(rf"(?i)</?(?:{_NAMES})(?:\s[^<>]*)?/?>")
_SUP = re.compile(r"(?is)<sup\b[^<>]*>(.*?)</sup\s*>")
_MATH = re.compile(r"(?is)<math\b.*?</math\s*>")
_PICTURED = re.compile(r'(?is)<img\b[^<>]*\bdata-mathml="([^"<>]+)"[^<>]*>')
"""Formulas of an editor that keeps them beside their picture, with other signs for those of XML."""
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)[A-Za-z]\w*;")
_SPACES = re.compile("[\xa0\u2000-\u200a\u202f]")
_NOTHING = re.compile("[\u200b-\u200d\u2060\ufeff\xad]")


def plain(html: str) -> str:
    """The text, a line for each paragraph."""
    text = _PICTURED.sub(lambda found: unescape(found[1]).translate(_WIRIS), _UNSEEN.sub("", html))
    text = _SUP.sub(lambda found: raised(_TAG.sub("", found[1])), _MATH.sub(_formula, text))
    text = _TAG.sub("", _CELL.sub(" ", _BREAK.sub("\n", text)))
    return settled(_NOTHING.sub("", _SPACES.sub(" ", unescape(text))))


_WIRIS = str.maketrans({"«": "<", "»": ">", "¨": '"', "§": "&"})


def _formula(found: re.Match[str]) -> str:
    try:
        tree = parsed(_ENTITY.sub(lambda each: unescape(each[0]), found[0]).encode())
    except Unreadable:
        return found[0]
    return mathml(tree).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
