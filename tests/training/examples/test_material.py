"""What a class's examples become: turns in its words, unseen problems kept apart, other kinds kept up."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from random import Random

import pytest

from tests.training.examples.classes import page
from training.dataset import build, is_unseen
from training.examples.lexicon import asked_in, leaf
from training.examples.marks import found, words_of
from training.examples.material import Material, allowed
from training.examples.probes import KINDS, probes, style_of
from training.fidelity import faith, shares
from training.recipe import Recipe

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
