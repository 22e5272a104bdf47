"""Moodle's HTML is read as what the student typed."""

from __future__ import annotations

import pytest

from bot.moodle_client import Said, said


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<div class="text_to_html">5x + 7 = 22</div>', "5x + 7 = 22"),
        ("x &lt; 3 y x &gt; -2 &amp; fin", "x < 3 y x > -2 & fin"),
        ("2 &lt;b&gt; 3", "2 <b> 3"),
        ("uno<br />\ndos<br>tres", "uno\ndos\ntres"),
        ("<p>uno</p>\n<p>dos</p>", "uno\n\ndos"),
        ("x<sup>2</sup> + H<sub>2</sub>O", "x^2 + H2O"),
        ("<ul><li>a = 2</li><li>b = 3</li></ul>", "a = 2\nb = 3"),
        ("a&nbsp;=&nbsp;2", "a = 2"),
        ('<img class="emoticon" alt="sonrisa" src="x"> hola', "sonrisa hola"),
        ('<img class="texrender" alt="\\frac{x}{2}=3" src="x">', "\\frac{x}{2}=3"),
        ('<span class="filter_mathjaxloader_equation">\\(x^2\\)</span>', "\\(x^2\\)"),
        ("<script>alert(1)</script>hola<style>p{}</style>", "hola"),
        ("</script>hola", "hola"),
        ("5 < 7", "5 < 7"),
        ("", ""),
        ("😀🎉", "😀🎉"),
    ],
)
def test_the_words_are_kept_and_the_markup_is_not(html: str, text: str) -> None:
    assert said(html) == Said(text, "text")


@pytest.mark.parametrize(
    ("html", "holds"),
    [
        ('<img src="x.jpg">', "photo"),
        ('<audio src="x.ogg"></audio>', "voice"),
        ('<p><img src="x.jpg"><video src="x"></video></p>', "file"),
    ],
)
def test_what_is_not_words_is_named(html: str, holds: str) -> None:
    assert said(html).holds == holds


def test_a_very_long_message_is_read() -> None:
    assert said("<p>5x + 7 = 22 </p>" * 20_000).text.count("22") == 20_000
