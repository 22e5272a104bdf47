"""The page that goes with an export: what it is, where it goes next and what that needs, in Spanish and then in English.

Pages are templates in `pages/`, one a destination. What other services do and until when is dated there, with word to check.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent / "pages"
NAME = "README.md"


def readme(destination: str, folder: Path, **known: object) -> None:
    """Write README.md into the folder from the destination's template, which names all that it needs."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Markdown, not HTML; the values are ours.
    pages = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True,  # noqa: S701
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    text = pages.get_template(f"{destination}.md.j2").render(known)
    (folder / NAME).write_text(text, encoding="utf-8")
