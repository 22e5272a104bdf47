"""What a small model is held to: the banks, the replies that it learned, and what it started from."""

from pathlib import Path

from adapters.registry import WORDING
from training.wording import banks, learned
from tutoring.wording import Wording


def test_every_bank_that_a_student_hears_is_read() -> None:
    names = {str(path) for path in banks()}
    assert len(names) > 10 and any(name.endswith("tutoring/phrases.toml") for name in names)


def test_a_class_s_own_words_are_held_too_and_those_of_the_version_before(tmp_path: Path) -> None:
    assert not learned(()).holds("Quita lo que le sobra al aspa de [problema].")
    (tmp_path / WORDING).write_bytes(Wording.of(["Mira la percha de [línea]."]).to_bytes())
    found = learned(["Vale. Quita lo que le sobra al aspa de [problema]."], tmp_path)
    assert found.holds("Quita lo que le sobra al aspa de [problema].") and found.holds("Mira la percha de [línea].")
    assert learned((), tmp_path / "nothing").holds("Muy bien, ese paso está bien.")
