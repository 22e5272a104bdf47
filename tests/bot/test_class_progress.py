"""What the teacher sees is the class's, in words, and nobody's in particular."""

from contextlib import nullcontext

import pytest

from bot.class_progress import (
    FEWEST,
    NotAllowed,
    allow_export,
    as_examples,
    learners_of,
    mistakes,
    skills,
    told_progress,
    told_thumbs,
)
from bot.store import Thumbed
from subjects.problem import LANGS, Lang
from tutoring.classroom import ClassSettings
from tutoring.learner import Happened, Learner

MOVE = "algebra.move_term"
SLIP = "algebra.sign_on_moving_term"


def learner(right: int, wrong: int) -> Learner:
    found = Learner()
    for happened in [Happened(done=(MOVE,))] * right + [Happened(missed=MOVE, misconception=SLIP)] * wrong:
        found = found.after(happened, 0.0)
    return found


CLASS = [learner(6, 0), learner(5, 0), learner(4, 0), learner(0, 4), learner(1, 3), *[learner(0, 2)] * 3]


def test_skills_and_misconceptions_are_counted() -> None:
    (row,) = skills(CLASS, now=0.0)
    assert (row.rule, row.students, row.able, row.shaky) == (MOVE, 8, 3, 5)
    (mistake,) = mistakes(CLASS)
    assert (mistake.misconception, mistake.students, mistake.overcome) == (SLIP, 5, 0)
    assert skills(CLASS, "kinematics", now=0.0) == [] == mistakes(CLASS, "kinematics")


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_names_rules_and_mistakes_in_words(lang: Lang) -> None:
    page = "\n".join(told_progress(CLASS, "", lang, now=0.0))
    assert "algebra." not in page
    assert {"es": "signo", "en": "sign"}[lang] in page.lower()


@pytest.mark.parametrize("lang", LANGS)
def test_a_line_that_few_stand_behind_is_not_shown(lang: Lang) -> None:
    page = "\n".join(told_progress(CLASS[: FEWEST - 1], "", lang, now=0.0))
    assert str(FEWEST) in page and "signo" not in page and "sign " not in page


def test_what_is_damaged_is_left_out() -> None:
    assert len(learners_of([CLASS[0].to_json(), {"skills": 3}, {}])) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_thumbs_are_counted_by_version_and_move(lang: Lang) -> None:
    given = [Thumbed(value, "algebra@1", "algebra", "focus", "es", 1, None) for value in (1, 1, -1)]
    page = list(told_thumbs(given, lang))
    assert page[1].split() == ["algebra@1", "focus", "2", "1"]
    assert "/bien" in next(told_thumbs([], "es")) and "/good" in next(told_thumbs([], "en"))


def test_only_replies_whose_text_was_kept_become_examples() -> None:
    text = {"prompt": [["system", "s"], ["user", "u"]], "reply": "¿Y ahora?"}
    given = [Thumbed(-1, "algebra@1", "algebra", "focus", "es", 1, text), Thumbed(1, None, "algebra", "open", "es", 1, None)]
    (row,) = as_examples(given)
    assert row["label"] is False and row["completion"] == [{"role": "assistant", "content": "¿Y ahora?"}]
    assert [part["role"] for part in row["prompt"]] == ["system", "user"]


@pytest.mark.parametrize("allowed", [True, False])
def test_texts_are_exported_only_where_the_class_allows_it(allowed: bool) -> None:
    refused = nullcontext() if allowed else pytest.raises(NotAllowed, match="train_on_thumbs yes")
    with refused:
        allow_export(ClassSettings(train_on_thumbs=allowed))
