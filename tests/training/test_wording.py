"""What a small model is held to: the banks, the replies that it learned, and what it started from."""

from pathlib import Path

import pytest

from adapters.registry import WORDING
from subjects import catalogue
from training.wording import banks, learned, texts
from tutoring.turn import GENERAL
from tutoring.wording import Wording

MOVE, REACT = "rule.multiply_out.nudge", "react.right"


@pytest.mark.parametrize("name", [*catalogue.names(), GENERAL])
def test_an_adapter_is_held_to_its_own_subject_s_banks_and_the_tutor_s(name: str) -> None:
    folders = {path.parent.relative_to(Path(banks(name)[-1]).parents[1]).parts[:2] for path in banks(name)}
    assert folders == ({("tutoring",)} if name == GENERAL else {("tutoring",), ("subjects", name)})


def test_names_of_steps_and_what_the_base_says_are_no_words_of_an_adapter() -> None:
    about = {topic for topic, _ in texts("algebra")}
    assert {MOVE, REACT, "open.system", "why", "concept.linear"} <= about
    assert not [topic for topic in about if topic.endswith((".name", ".plain")) or topic.startswith(("kind", "slot", "fixed"))]


def test_a_class_s_own_words_are_held_too_and_those_of_the_version_before(tmp_path: Path) -> None:
    own = "Quita lo que le sobra al aspa de [problema]."
    assert not learned("algebra", ()).holds(own, (MOVE, REACT))
    (tmp_path / WORDING).write_bytes(Wording.of([(MOVE, "Mira la percha de [línea].")]).to_bytes())
    found = learned("algebra", [((MOVE, REACT), f"Vale. {own}")], tmp_path)
    assert found.holds(own, (MOVE, REACT)) and found.holds("Mira la percha de [línea].", (MOVE,))
    assert not found.holds(own, ("rule.divide.nudge", REACT)), "said of a step of which the class does not say it"
    assert learned("algebra", (), tmp_path / "nothing").holds("Muy bien, ese paso está bien.", (REACT,))
