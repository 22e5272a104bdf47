"""What `tutor status` says of a gateway: its servers, its versions, its trials and its line, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.history import Change
from tutoring.sentence import Sentence

Row = tuple[Sentence, Sentence]
"""What a line is about, and what it says."""

LAST = 5
"""Changes that are shown."""
ACTS: Mapping[str, Sentence] = {
    "point": Sentence("habla", "speaks"),
    "rollback": Sentence("vuelve", "is back"),
    "share": Sentence("a prueba", "on trial"),
    "unshare": Sentence("fin de la prueba, sigue", "end of the trial, goes on"),
}
KINDS: Mapping[str, Sentence] = {
    "errors": Sentence("cortadas", "broken"),
    "rejected": Sentence("rechazadas por el guarda", "rejected by the guard"),
    "failed": Sentence("fallidas", "failed"),
}


def rows(found: Mapping[str, Any]) -> Iterator[Row]:
    """The lines of a gateway's own account of itself (`GET /versions`)."""
    servers = found["servers"]
    ready = sum(bool(server["ready"]) for server in servers)
    yield (
        Sentence("servidores", "servers"),
        Sentence(f"atienden {ready} de {len(servers)}", f"{ready} of {len(servers)} serve"),
    )
    for at, server in enumerate(servers, start=1):
        yield Sentence(f"  servidor {at}", f"  server {at}"), _server(server)
    line = found["line"]
    yield (
        Sentence("turnos", "line"),
        Sentence(
            f"{line['running']} en curso, {line['waiting']} esperan", f"{line['running']} running, {line['waiting']} waiting"
        ),
    )
    for name, figures in sorted(found["figures"].items()):
        yield Sentence(f"  {name}", f"  {name}"), _figures(figures)
    for trial in found["trials"].values():
        yield Sentence("a prueba", "on trial"), _trial(trial)


def _server(server: Mapping[str, Any]) -> Sentence:
    loaded = ", ".join(server["loaded"]) or "-"
    if not server["ready"]:
        return Sentence("no responde", "does not answer")
    return Sentence(f"bien, cargadas: {loaded}", f"well, loaded: {loaded}")


def _figures(figures: Mapping[str, Any]) -> Sentence:
    replies, bad, pieces, first = (figures[name] for name in ("replies", "bad", "pieces", "first_s"))
    es = f"respuestas: {replies} (sin acabar bien: {bad}), trozos: {pieces}"
    en = f"replies: {replies} (did not end well: {bad}), pieces: {pieces}"
    if first is None:
        return Sentence(es, en)
    en_s, es_s = f"{first:.2f}", f"{first:.2f}".replace(".", ",")
    return Sentence(f"{es}, primera palabra a los {es_s} s", f"{en}, first word after {en_s} s")


def _trial(trial: Mapping[str, Any]) -> Sentence:
    version, live = trial["version"], trial["live"]
    parts = []
    for kind, counts in trial["outcomes"].items():
        own, other = counts[version], counts[live]
        if own["of"] or other["of"]:
            parts.append(
                Sentence(
                    f"{KINDS[kind].es} {own['bad']} de {own['of']} ({live}: {other['bad']} de {other['of']})",
                    f"{KINDS[kind].en} {own['bad']} of {own['of']} ({live}: {other['bad']} of {other['of']})",
                )
            )
    es = "; ".join(part.es for part in parts) or "aún sin respuestas"
    en = "; ".join(part.en for part in parts) or "no replies yet"
    return Sentence(f"{version} para el {trial['percent']} %: {es}", f"{version} for {trial['percent']}%: {en}")


def changes(history: tuple[Change, ...]) -> Iterator[Row]:
    """The last changes of who speaks, newest first."""
    shown = [change for change in history if change.act in ACTS][-LAST:]
    for at, change in enumerate(reversed(shown)):
        act, name = ACTS[change.act], f"{change.subject}@{change.to}"
        share = "" if change.percent is None else f" {change.percent} %"
        why = f": {change.why}" if change.why else ""
        when = change.time[:16].replace("T", " ")
        title = Sentence("", "") if at else Sentence("últimos cambios", "last changes")
        yield title, Sentence(*(f"{when}  {change.who}  {name} {word}{share}{why}" for word in (act.es, act.en)))
