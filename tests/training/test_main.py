"""The `teach` command: exit codes, sentences instead of traces, and adapters pointed and rolled back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters import history, registry
from adapters.errors import UnknownVersion
from tests.adapters import tiny
from tests.adapters.gateway.scene import publish
from tests.training.running import tiny_base
from training.main import application
from tutoring.sentence import OperatorError

PAGE = Path(__file__).parents[2] / "docs" / "examples" / "algebra-balanza.md"


def teach(*arguments: str, lang: str = "en") -> Result:
    """Run the command."""
    return CliRunner().invoke(application("es" if lang == "es" else "en"), list(arguments))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, an English terminal, and an empty registry."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr(registry.Registry.__init__, "__defaults__", (tmp_path / "registry",))
    return tmp_path


@pytest.mark.parametrize("lang", ["es", "en"])
def test_help_lists_every_command_in_the_terminals_language(lang: str) -> None:
    said = teach("--help", lang=lang).output
    assert all(name in said for name in ("class", "train", "publish", "rollback", "versions", "concepts"))
    assert ("Para docentes" in said) == (lang == "es")


def test_the_class_is_set_and_shown(here: Path) -> None:
    assert teach("class", "set", "level", "2eso").exit_code == 0
    assert (here / "class.toml").read_text("utf-8") == 'level = "2eso"\n'
    shown = teach("class", "show").output
    assert 'level = "2eso"    # one of: 1eso' in shown
    assert "helpline.es = " in shown
    assert "retention_days = 30" in shown


def test_words_of_a_text_need_no_quotes(here: Path) -> None:
    teach("class", "set", "helpline.en", "Call", "Marta")
    assert 'en = "Call Marta"' in (here / "class.toml").read_text("utf-8")


def test_the_class_file_may_be_elsewhere(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIEUTIC_CLASS_FILE", str(here / "b.toml"))
    teach("class", "set", "lang", "en")
    assert (here / "b.toml").exists()


def test_the_address_of_the_class_file_is_read_from_dotenv(here: Path) -> None:
    (here / ".env").write_text("MAIEUTIC_CLASS_FILE=c.toml\n", "utf-8")
    teach("class", "set", "lang", "en")
    assert (here / "c.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("class", "set", "levl", "2eso"), 2, "did you mean 'level'"),
        (("publish", "algebra"), 2, "write algebra@3"),
        (("publish", "algebra@3"), 1, "There is no algebra@3"),
        (("rollback", "algebra"), 1, "No version of algebra was live before"),
        (("publish", "algebra@9", "--share", "100"), 2, "99"),
        (("train", "nothing"), 1, "There is no recipe"),
        (("concepts", "alchemy"), 2, "There is no subject 'alchemy'; there are: algebra"),
        (("concepts", "algebra", "--lang", "fr"), 2, "There is no language 'fr'; there are: es, en."),
        (("publish",), 2, "Missing argument"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(arguments: tuple[str, ...], code: int, said: str) -> None:
    result = teach(*arguments)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(("lang", "first"), [("es", "## Velocidad (`velocity`)"), ("en", "## Velocity (`velocity`)")])
def test_the_cards_of_a_subject_are_a_page_in_the_language_asked_or_that_of_the_terminal(
    lang: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert teach("concepts", "kinematics", "--lang", lang).output.startswith(first)
    monkeypatch.setenv("LC_ALL", f"{lang}_ES.UTF-8")
    assert teach("concepts", "kinematics").output.startswith(first)


def test_no_versions_are_no_lines() -> None:
    assert (teach("versions").exit_code, teach("versions").output) == (0, "")


def test_errors_of_other_packages_have_an_exit_code() -> None:
    assert issubclass(UnknownVersion, OperatorError)
    assert UnknownVersion("x", "y").exit_code == 1


@pytest.fixture
def five(here: Path, monkeypatch: pytest.MonkeyPatch) -> registry.Registry:
    """Five versions that spoke one after the other, long ago."""
    monkeypatch.setattr(history, "now", lambda: "2026-01-01T00:00:00+00:00")
    found, base = registry.Registry(), tiny.write_base(here / "base")
    for _ in range(5):
        publish(found, base)
    return found


def test_versions_are_forgotten_by_name_and_what_is_in_use_is_told(five: registry.Registry) -> None:
    done = teach("versions", "--forget", "algebra@1", "--forget", "algebra@3", "--why", "space")
    assert done.exit_code == 0
    assert "algebra@1: forgotten\nalgebra@3: forgotten\n" in done.output
    assert five.numbers("algebra") == (2, 4, 5)
    assert five.history("algebra")[-1].why == "space"
    done = teach("versions", "--forget", "algebra@5")
    assert (done.exit_code, five.numbers("algebra")) == (1, (2, 4, 5))
    assert "algebra@5 stays: it speaks now" in done.output
    assert teach("versions", "--forget", "algebra").exit_code == 2


def test_the_oldest_are_forgotten_and_those_in_use_are_kept(five: registry.Registry) -> None:
    done = teach("versions", "--keep", "1", lang="es")
    assert done.exit_code == 0
    assert five.numbers("algebra") == (4, 5)
    assert "algebra@4" in done.output


@pytest.mark.parametrize(("lang", "said"), [("en", "algebra: algebra@4 speaks now"), ("es", "algebra: ahora habla algebra@4")])
def test_one_command_takes_the_version_back(
    lang: str, said: str, five: registry.Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", f"{lang}_ES.UTF-8")
    done = teach("rollback", "algebra", "--why", "worse in class", lang=lang)
    assert (done.exit_code, five.aliases()["algebra"]) == (0, 4), done.output
    assert said in done.output
    assert five.history("algebra")[-1].why == "worse in class"
    assert "← " in teach("versions", "algebra", lang=lang).output


@pytest.mark.train
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")
def test_from_a_page_of_examples_to_a_version_that_speaks_and_elsewhere_as_it_is_typed(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("trl", reason="the light install does not train")
    from training.examples import command

    monkeypatch.setattr(command, "Asked", partial(command.Asked, registry=here / "registry"))
    base, page = str(tiny_base(here / "bases")), str(PAGE)
    recipe = here / "small.yaml"
    recipe.write_text("subject: algebra\nexamples: 48\nheld_out: 8\nepochs: 1\nbatch: 4\ndevice: cpu\nmax_length: 512\n", "utf-8")

    done = teach("train", str(recipe), page, "--no-trial", "--base", base, "--why", "my page")
    assert done.exit_code == 0, done.output
    assert "algebra@1 is published and does not speak yet: teach publish algebra@1" in done.output
    found = registry.Registry()
    assert '"made_from"' in found.load("algebra", 1).card.to_json() and "algebra" not in found.aliases()

    done = teach("publish", "algebra@1", "--base", base, "--even-if-worse", "algebra@1")
    assert (done.exit_code, found.aliases().get("algebra")) == (0, 1), done.output
    done = teach("export", "algebra@1", "--as", "peft", "--out", str(here / "elsewhere"), "--base", base)
    assert done.exit_code == 0, done.output
    assert (here / "elsewhere" / "adapter_model.safetensors").is_file()
