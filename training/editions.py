"""Keeping an edition of the prompt templates: `python -m training.editions` says what is to be done, `keep` does it.

An edition is kept once, when the shipped adapters that learned it are published; from then on its templates never
change, and other templates are the next edition.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from prompts.editions import DIGESTS, FROZEN, LABELS, Edition, current, frozen
from subjects.problem import LANGS
from tutoring.labels import renamed, words

RAISE = """The templates in prompts/ are no longer those of edition {number}, which is kept:
{changed}
Adapters that learned edition {number} are prompted with it. To begin edition {next}:
  1. write `number = {next}` in prompts/edition.toml
  2. give each new move a line in prompts/nearest.toml
  3. train and publish the shipped adapters again: teach train algebra --live, …
  4. python -m training.editions keep
"""
KEEP = """Edition {number} of the templates is not kept yet. When the shipped adapters have learned it:
  python -m training.editions keep
"""
SAME = "The templates in prompts/ are edition {number}, which is kept.\n"


def differences(kept: Edition, now: Edition) -> list[str]:
    """The templates that are other, new or gone, and the labels that have another word."""
    names = sorted(kept.digests.keys() | now.digests.keys())
    other = [name for name in names if kept.digests.get(name) != now.digests.get(name)]
    return other + renamed({lang: dict(kept.labels[lang]) for lang in kept.labels})


def advice(now: Edition, root: Path = FROZEN) -> str:
    """What a contributor is to do about the templates as they are."""
    same = next((edition for edition in frozen(root) if edition.number == now.number), None)
    if same is None:
        return KEEP.format(number=now.number)
    if not (changed := differences(same, now)):
        return SAME.format(number=now.number)
    listed = "\n".join(f"  {name}" for name in changed)
    return RAISE.format(number=now.number, next=now.number + 1, changed=listed)


def keep(now: Edition, root: Path = FROZEN) -> Path:
    """Copy the templates, and the words of the labels, to a folder of their own; FileExistsError where it is there."""
    folder = root / str(now.number)
    folder.mkdir(parents=True)
    for lang in LANGS:
        shutil.copytree(now.folder / lang, folder / lang)
    (folder / LABELS).write_text(_json(words()), "utf-8")
    (folder / DIGESTS).write_text(_json(dict(now.digests)), "utf-8")
    return folder


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """The command."""
    if sys.argv[1:] == ["keep"] and not any(edition.number == current().number for edition in frozen()):
        keep(current())
    sys.stdout.write(advice(current()))


if __name__ == "__main__":
    main()
