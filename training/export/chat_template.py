"""A base's chat template (Jinja) as Ollama's (Go): what stands around the system's words, the question and the reply.

Found by writing one conversation with the base's own template and looking at what stands between. One question and one reply,
which is what the tutor sends; a template that treats longer talks otherwise is not followed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.export.place import NotExported

_SYSTEM, _ASKED, _SAID = "\ue000", "\ue001", "\ue002"


@dataclass(frozen=True, slots=True)
class Template:
    """The parts around each message, as text; `ends` are marks at which a reply stops."""

    before_system: str
    after_system: str
    before_asked: str
    before_said: str
    after_said: str

    def go(self) -> str:
        """As Ollama writes templates."""
        asked = f"{_go(self.before_asked)}{{{{ .Prompt }}}}{_go(self.before_said)}"
        system = f"{{{{ if .System }}}}{_go(self.before_system)}{{{{ .System }}}}{_go(self.after_system)}{{{{ end }}}}"
        return f"{system}{asked}{{{{ .Response }}}}{_go(self.after_said)}"


def template(base: Path) -> Template:
    """The parts of a base's template. Raises NotExported where it has none, or one that cannot be taken apart."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    try:
        asked = [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": _ASKED}]
        whole = _written(tokenizer, [*asked, {"role": "assistant", "content": _SAID}], False)
        opened = _written(tokenizer, asked, True)
        alone = _written(tokenizer, asked[1:], True)
        before, rest = whole.split(_SYSTEM)
        between = rest.split(_ASKED)[0]
        said = opened.split(_ASKED)[1]
        after = whole.split(_SAID)[1]
        start = alone.split(_ASKED)[0]
    except Exception as error:  # noqa: BLE001 - a template is a program and may raise whatever it likes
        raise NotExported(
            f"La plantilla de chat del modelo base no se puede pasar a Ollama ({type(error).__name__}). Usa --as merged.",
            f"The base's chat template cannot be put into Ollama's words ({type(error).__name__}). Use --as merged.",
        ) from None
    own = next((start[at:] for at in range(len(start)) if between.endswith(start[at:])), "")
    return Template(before, between.removesuffix(own), own, said, after)


def _written(tokenizer: object, messages: list[dict[str, str]], opened: bool) -> str:
    return str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=opened))  # type: ignore[attr-defined]


def _go(text: str) -> str:
    """Text as it stands in a Go template."""
    return text.replace("{{", '{{ "{{" }}')
