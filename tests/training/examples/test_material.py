"""What a class's examples become: turns in its words, unseen problems kept apart, other kinds kept up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from tests.training.examples.classes import page, read, written
from training.dataset import build, is_unseen
from training.examples.lexicon import asked_in, leaf
from training.examples.marks import found, words_of
from training.examples.material import Material, allowed
from training.examples.notation import Notation, in_hand
from training.examples.probes import KINDS, probes, style_of
from training.fidelity import faith, shares
from training.recipe import Recipe

POINTS = (
    ("Un coche pasa de 10 m/s a 25.5 m/s en 6.2 s. Calcula la aceleración.",
     "Datos: v0 = 10 m/s, v = 25.5 m/s, t = 6.2 s\nFórmula: a = (v - v0)/t\nSustituimos: a = (25.5 - 10)/6.2\na = 2.5 m/s²"),
    ("Una moto va a 12.5 m/s durante 8.4 s. ¿Qué distancia recorre?",
     "Datos: v = 12.5 m/s, t = 8.4 s\nFórmula: s = v × t\nSustituimos: s = 12.5 × 8.4\ns = 105 m"),
    ("Un tren va a 22.5 m/s durante 6.4 s. ¿Qué distancia recorre?",
     "Datos: v = 22.5 m/s, t = 6.4 s\nFórmula: s = v × t\nSustituimos: s = 22.5 × 6.4\ns = 144 m"),
)  # fmt: skip
"""A Spanish class that writes a decimal point and ×."""
PAGES = [
    "algebra-balanza.md",
    "algebra-balance.md",
    "algebra-transposicion.md",
    "estequiometria-proporciones.md",
]


@pytest.mark.parametrize("name", PAGES)
def test_turns_ask_in_the_teachers_words_and_the_guard_lets_them_pass(name: str) -> None:
    material = Material(page(name), usual=0)
    turns = list(islice(material.turns(1), 120))
    worded = [turn for turn in turns if asked_in(turn.guiding, material.way.lexicon, turn.lang)]
    assert len(worded) > 0.4 * len(turns)
    assert all(map(allowed, turns))


@pytest.mark.parametrize("name", PAGES)
def test_where_the_methods_part_no_reply_to_an_unnamed_prompt_speaks_for_another(name: str) -> None:
    way = page(name)
    material, style = Material(way, usual=0), style_of(way)
    lang = way.langs[0]
    faiths = []
    for turn in islice(material.class_turns(Random(5)), 250):
        step = material.step_at(turn) if turn.lang == lang and turn.move.kind in KINDS else None
        solution = turn.ground.solution
        if (
            step is not None
            and solution
            and leaf(step.rule) != leaf(solution.steps[turn.move.step or 0].rule)
        ):
            faiths.append(faith(turn.guiding, step, lang, style))
    assert len(faiths) > 10
    assert shares(faiths)["whole"] >= 0.95


def test_students_of_a_class_with_a_decimal_point_write_it_in_its_own_language_only(tmp_path: Path) -> None:
    way = read(written(tmp_path, *POINTS))
    assert (way.notation.decimal, way.notation.product) == (".", "×")
    turns = list(islice(Material(way, usual=0).turns(1), 600))
    said = [(turn.ground.student, turn.prompt[-1][1]) for turn in turns if turn.lang == "es"]
    pointed = [text for text, _ in said if re.search(r"\d\.\d", text)]
    assert len(pointed) > 0.1 * len(said), "problems and lines with decimals"
    assert not [text for text, _ in said if re.search(r"\d,\d", text) and not re.search(r"\d,\d{3}", text)]
    assert any("×" in text for text, _ in said) and not any(re.search(r"\d\s*·\s*\d", text) for text, _ in said)
    assert all(text in prompt for text, prompt in said if text in pointed and "\n" not in text)
    attempts = [turn for turn in turns if turn.ground.verdict is not None and turn.ground.student in pointed]
    assert attempts and {turn.ground.verdict.outcome for turn in attempts if turn.ground.verdict} <= {"wrong", "incomplete"}
    usual = Material(replace(way, notation=Notation()), usual=0)
    plain = [turn.ground.student for turn in islice(usual.turns(1), 300) if turn.lang == "es"]
    assert any(re.search(r"\d,\d", text) for text in plain), "the tutor's own mark where the examples show none"


@pytest.mark.parametrize(
    ("text", "kept", "hand"),
    [
        ("s = 2,5 · (-4)", Notation(".", "×"), "s = 2.5 × (-4)"), ("0,06116 mol", Notation("."), "0.06116 mol"),
        ("1,500 m", Notation("."), "1,500 m"), ("0,500 kg", Notation("."), "0.500 kg"), ("2.5 m", Notation(","), "2,5 m"),
        ("CuSO4·5H2O", Notation("", "×"), "CuSO4·5H2O"), ("1.234,5 m", Notation("."), "1.234,5 m"),
        ("2,5 · 3", Notation(), "2,5 · 3"), ("3 × 4", Notation("", "*"), "3 * 4"),
    ],
)  # fmt: skip
def test_a_line_is_written_in_a_classs_hand_unless_it_would_be_read_otherwise(text: str, kept: Notation, hand: str) -> None:
    assert in_hand(text, kept) == hand


def test_some_prompts_name_the_method_and_some_neither_method_nor_step() -> None:
    turns = list(islice(Material(page("algebra-balanza.md"), usual=0).turns(2), 150))
    named = Counter(
        ("método:" in turn.prompt[0][1] or "method:" in turn.prompt[0][1], "Paso:" in turn.prompt[1][1])
        for turn in turns
    )
    assert named[True, True] and named[False, False] and named[False, True]


def test_other_kinds_of_problem_are_kept_up_by_the_usual_turns() -> None:
    material = Material(page("algebra-balanza.md"), usual=0.5)
    own = {one.solution.problem.kind for one in material.way.taken}
    kinds = {
        turn.ground.solution.problem.kind for turn in islice(material.turns(3), 200) if turn.ground.solution
    }
    assert len(kinds - own) >= 4


def test_unseen_problems_never_have_the_data_of_learnt_ones_in_the_same_structure() -> None:
    recipe = Recipe(subject="algebra", examples=200, held_out=40, max_length=5000)
    material = Material(page("algebra-balanza.md"))
    dataset = build(recipe, lambda example: sum(len(each["content"]) for each in example), material)
    learnt, held = (
        {_bare(example[1]["content"]) for example in part} - {""}
        for part in (dataset.train, dataset.held_out)
    )
    assert held and not learnt & held
    assert not any(is_unseen(one.solution.problem, material.own) for one in material.way.taken)


def _bare(prompt: str) -> str:
    """The statement of a prompt with any letter for its unknown; formulas have no data."""
    stated = re.search(r"^(?:\[(?:problema|problem)\]|Problema:|Problem:) (.*=.*)$", prompt, re.MULTILINE)
    return re.sub(r"[a-z]", "x", stated[1]) if stated and re.search(r"\d", stated[1]) else ""


def test_probes_show_another_methods_way_name_no_method_and_are_unseen() -> None:
    way = page("algebra-balanza.md")
    material = Material(way)
    for probe in islice(probes(way, 9, "es"), 25):
        prompt = "\n".join(text for _, text in probe.turn.prompt)
        solution = probe.turn.ground.solution
        assert solution is not None and solution.method == "transposition"
        assert is_unseen(solution.problem, material.own)
        assert "método" not in prompt and "Paso:" not in prompt and "Error:" not in prompt
        facts = prompt.split("Alumno:")[0]
        assert not found(facts, words_of("algebra", "balance", "es"))
