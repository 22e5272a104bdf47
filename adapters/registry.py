"""The registry: published adapter versions on disk, which one is live, and who changed it when and why.

    registry/
    ├── algebra/3/           one immutable version, written once and renamed into place
    │   ├── adapter_config.json, adapter_model.safetensors, card.json
    │   ├── wording.bin      the words to which a small model is held (`tutoring.wording`), where it has some
    │   └── digests.json     sha256 of the files above
    ├── .likeness/           what versions are known by whose cards do not say (`adapters.likeness`)
    ├── .reports/            what came of trying versions (`adapters.reports`)
    ├── .used/               when each version was last in use (`adapters.retention`)
    ├── aliases.json         {"algebra": 3}: which version speaks, replaced atomically
    └── history.jsonl        one line a change: act, who, when, why, subject, from, to

Several processes may read and write at once; readers take no lock. A version is removed only by `forget`, never while it
is in use, and its number is not given again. Files are checked against their digests
whenever a version is loaded. It does not know the model server, and it does not judge how good an adapter is.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters import disk, history, reports, retention
from adapters.base import Base
from adapters.card import Card
from adapters.errors import (
    CardError,
    NotWritable,
    RejectedAdapter,
    StillInUse,
    TamperedVersion,
    UnknownVersion,
    WrongBase,
)
from adapters.examine import CONFIG, WEIGHTS, examine
from adapters.history import Act, Canary, Change
from tutoring.sentence import Sentence

CARD = "card.json"
DIGESTS = "digests.json"
ALIASES = "aliases.json"
WORDING = "wording.bin"
MOST_WORDING = 8 * 1024 * 1024
"""Bytes."""
DEFAULT_REGISTRY = Path(__file__).parent / "weights" / "registry"

_SUBJECT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PARTIAL = ".publishing"
_FORGETTING = ".forgetting"
_LIKENESS = ".likeness"


@dataclass(frozen=True, slots=True)
class Version:
    """One published, immutable result: `algebra@3`."""

    subject: str
    number: int
    folder: Path
    card: Card

    @property
    def name(self) -> str:
        """The name under which the model server knows it."""
        return f"{self.subject}@{self.number}"


class Registry:
    """A registry in a folder, which need not exist until something is published."""

    def __init__(self, root: Path = DEFAULT_REGISTRY) -> None:
        self.root = root.absolute()

    # reading

    def subjects(self) -> tuple[str, ...]:
        """Subjects with at least one published version, in alphabetical order."""
        if not self.root.is_dir():
            return ()
        names = sorted(path.name for path in self.root.iterdir() if _SUBJECT.fullmatch(path.name))
        return tuple(name for name in names if self.numbers(name))

    def numbers(self, subject: str) -> tuple[int, ...]:
        """The version numbers of a subject, ascending."""
        folder = self.root / _checked(subject)
        if not folder.is_dir():
            return ()
        return tuple(sorted(int(p.name) for p in folder.iterdir() if p.name.isascii() and p.name.isdecimal()))

    def versions(self, subject: str) -> tuple[Version, ...]:
        """Every version of a subject, ascending, cards read but weights unchecked."""
        return tuple(self._read(subject, number) for number in self.numbers(subject))

    def live(self, subject: str) -> Version | None:
        """The version that speaks for a subject, files checked; None if none does.

        Raises TamperedVersion.
        """
        number = self.aliases().get(_checked(subject))
        return None if number is None else self.load(subject, number)

    def aliases(self) -> dict[str, int]:
        """Which version number is live, by subject; raises TamperedVersion if the file is not readable."""
        path = self.root / ALIASES
        try:
            found = json.loads(path.read_text("utf-8"))
            return {_checked(name): int(number) for name, number in found.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, AttributeError, UnknownVersion) as error:
            raise TamperedVersion(
                en=f"{path} cannot be read. Put it back from a copy, or point each subject again.",
                es=f"No se puede leer {path}. Recupéralo de una copia o vuelve a apuntar cada materia.",
            ) from error

    def load(self, subject: str, number: int, *, base: Base | None = None) -> Version:
        """One version, its files checked against their digests and, if given, against the base model.

        Raises UnknownVersion, TamperedVersion or WrongBase.
        """
        version = self._read(subject, number)
        _verify(version)
        if base is not None:
            check_base(version.card, base)
        return version

    def stamp(self, *names: str) -> object:
        """What differs when one of these files of the registry was replaced or grew; None where one is not there."""
        try:
            stats = [(self.root / name).stat() for name in names]
        except OSError:
            return None
        return [(stat.st_mtime_ns, stat.st_ino, stat.st_size) for stat in stats]

    def history(self, subject: str | None = None) -> tuple[Change, ...]:
        """Every change, oldest first, of one subject or of all."""
        changes = history.read(self.root / "history.jsonl")
        return tuple(change for change in changes if subject in (None, change.subject))

    def canary(self, subject: str) -> Canary | None:
        """The version that a share of the students hears beside the live one; files unchecked."""
        return history.canary(self.history(_checked(subject)))

    def _read(self, subject: str, number: int) -> Version:
        folder = self.root / _checked(subject) / str(int(number))
        if not folder.is_dir():
            raise self._unknown(subject, number)
        try:
            card = Card.from_json((folder / CARD).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, CardError) as error:
            raise _tampered(subject, number, CARD) from error
        return Version(subject, int(number), folder, card)

    def _unknown(self, subject: str, number: int) -> UnknownVersion:
        known = ", ".join(str(n) for n in self.numbers(subject)) or "-"
        return UnknownVersion(
            en=f"There is no {subject}@{number}; published: {known}.",
            es=f"No existe {subject}@{number}; publicadas: {known}.",
        )

    def likeness(self, name: str) -> Mapping[str, Any] | None:
        """What a version (`algebra@3`) is known by: what was kept when it was last tried afresh, else its card's word; None
        where neither is there."""
        subject, _, number = name.partition("@")
        try:
            kept = json.loads((self.root / _LIKENESS / f"{name}.json").read_text("utf-8"))
            if isinstance(kept, dict):
                return kept or None
        except (OSError, ValueError):
            pass
        return self._read(subject, int(number)).card.likeness or None

    # writing

    def keep_likeness(self, name: str, found: Mapping[str, Any]) -> None:
        """Keep what a version is known by; a registry that cannot be written is left as it is."""
        with suppress(OSError):
            (self.root / _LIKENESS).mkdir(exist_ok=True)
            disk.replace(self.root / _LIKENESS / f"{name}.json", _json(dict(found)))

    def try_afresh(self, subject: str, number: int) -> None:
        """Forget what a version is known by, also by its card: it is kept anew when it is tried next. Raises
        UnknownVersion or NotWritable."""
        with self._writing():
            version = self._read(subject, number)
            (self.root / _LIKENESS).mkdir(exist_ok=True)
            disk.replace(self.root / _LIKENESS / f"{version.name}.json", _json({}))

    def publish(self, folder: Path, card: Card, *, base: Base, who: str, why: str) -> Version:
        """Copy an adapter into the registry as the subject's next version; it does not go live by this.

        Takes `adapter_config.json` and `adapter_model.safetensors` from `folder`, and `wording.bin` where there is one,
        nothing else. Whole or not at all, also when the process is killed. Raises RejectedAdapter, WrongBase or NotWritable.
        """
        _checked(card.subject)
        check_base(card, base)
        with self._writing():
            number = 1 + max((*self.numbers(card.subject), *self._ever(card.subject)), default=0)
            partial = self._copy(folder, dataclasses.replace(card, version=number, published_by=who), base)
            target = self.root / card.subject / str(number)
            target.parent.mkdir(exist_ok=True)
            partial.rename(target)
            disk.sync_folder(target.parent)
            disk.sync_folder(self.root)
            self._record("publish", who, why, card.subject, None, number)
        return self.load(card.subject, number)

    def point(self, subject: str, number: int, *, who: str, why: str) -> Version:
        """Make a version live. Raises UnknownVersion or TamperedVersion, and then nothing changes."""
        with self._writing():
            return self._point("point", self.load(subject, number), who, why)

    def rollback(self, subject: str, *, who: str, why: str) -> Version:
        """End a trial, or else make the version live that was live before the present one.

        Raises UnknownVersion if there was none.
        """
        with self._writing():
            live = self.aliases().get(_checked(subject))
            if live is not None and self._end(subject, None, who, why):
                return self.load(subject, live)
            before = history.before(self.history(subject))
            if before is None:
                raise UnknownVersion(
                    en=f"No version of {subject} was live before this one; publish another instead.",
                    es=f"Ninguna versión de {subject} estuvo activa antes que esta; publica otra.",
                )
            return self._point("rollback", self.load(subject, before), who, why)

    def share(self, subject: str, number: int, percent: int, *, who: str, why: str) -> Version:
        """Let a version speak to a share of the students, 1 to 99 percent, beside the live one; ends another trial.

        Raises UnknownVersion where no other version is live, TamperedVersion or ValueError.
        """
        if not 1 <= percent <= 99:
            raise ValueError(f"a share is 1 to 99 percent, not {percent}")
        with self._writing():
            version, live = self.load(subject, number), self.aliases().get(subject)
            if live is None or live == number:
                raise UnknownVersion(
                    en=f"A share needs another live version of {subject} beside it: teach publish {version.name}",
                    es=f"Una parte necesita otra versión activa de {subject}: teach publish {version.name}",
                )
            self._end(subject, None, who, why)
            self._record("share", who, why, subject, live, number, percent)
            return version

    def unshare(self, subject: str, number: int, *, who: str, why: str) -> bool:
        """Take a version on trial from its students; False where it is not on trial (any more)."""
        with self._writing():
            return self._end(subject, number, who, why)

    def forget(self, subject: str, number: int, *, who: str, why: str) -> None:
        """Remove the files of a version for good; the history keeps what it was. Raises UnknownVersion or StillInUse."""
        with self._writing():
            if number not in self.numbers(subject):
                raise self._unknown(subject, number)
            if (kept := self.why_kept(subject, number)) is not None:
                raise StillInUse(
                    en=f"{subject}@{number} stays: {kept.en}.", es=f"{subject}@{number} se queda: {kept.es}."
                )
            self._record("forget", who, why, subject, number, None)
            # Away under another name first: a reader finds it whole or not at all.
            gone = self.root / _FORGETTING
            (self.root / subject / str(number)).rename(gone)
            disk.sync_folder(self.root / subject)
            shutil.rmtree(gone, ignore_errors=True)
            for mark in (f"{retention.MARKS}/{subject}@{number}", f"{_LIKENESS}/{subject}@{number}.json"):
                (self.root / mark).unlink(missing_ok=True)
            reports.forget(self.root, f"{subject}@{number}")

    def why_kept(self, subject: str, number: int) -> Sentence | None:
        """Why a version may not be forgotten now; None where it may."""
        changes, live = self.history(_checked(subject)), self.aliases().get(subject)
        return retention.why_kept(self.root, changes, live, subject, number, datetime.now(UTC))

    def _end(self, subject: str, number: int | None, who: str, why: str) -> bool:
        canary = self.canary(subject)
        if canary is None or number not in (None, canary.number):
            return False
        self._record("unshare", who, why, subject, canary.number, self.aliases().get(subject))
        return True

    def _point(self, act: Act, version: Version, who: str, why: str) -> Version:
        aliases = self.aliases()
        # The record first: a crash in between leaves one that is later marked as undone, no silent change.
        self._record(act, who, why, version.subject, aliases.get(version.subject), version.number)
        aliases[version.subject] = version.number
        disk.replace(self.root / ALIASES, _json(aliases))
        return version

    def _copy(self, folder: Path, card: Card, base: Base) -> Path:
        partial = self.root / _PARTIAL
        shutil.rmtree(partial, ignore_errors=True)  # left by a publisher that was killed; we hold the lock
        partial.mkdir()
        try:
            _copy_weights(folder, partial)
            config = dict(examine(partial, base.folder).config)
            # The folder it was trained in says nothing to others, and may name a person.
            config["base_model_name_or_path"] = base.name
            (partial / CONFIG).unlink()
            disk.write_synced(partial / CONFIG, _json(config))
            disk.write_synced(partial / CARD, card.to_json().encode())
            kept = (CONFIG, WEIGHTS, CARD, *([WORDING] if _copy_wording(folder, partial) else []))
            digests = {name: disk.sha256(partial / name) for name in kept}
            disk.write_synced(partial / DIGESTS, _json(digests))
            for path in partial.iterdir():
                path.chmod(0o444)
            disk.sync_folder(partial)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        return partial

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with disk.exclusive(self.root):
                disk.sweep(self.root / ALIASES)
                shutil.rmtree(self.root / _FORGETTING, ignore_errors=True)  # left by one that was killed
                history.settle(self.root / "history.jsonl", self.aliases())
                yield
        except OSError as error:
            raise NotWritable(
                en=f"The registry {self.root} could not be written ({error.strerror}). "
                "Check its permissions and the free space.",
                es=f"No se pudo escribir en el registro {self.root} ({error.strerror}). "
                "Revisa sus permisos y el espacio libre.",
            ) from error

    def _ever(self, subject: str) -> tuple[int, ...]:
        """Numbers that were given once: a removed version's number is never used again."""
        return tuple(change.to for change in self.history(subject) if change.to is not None)

    def _record(
        self, act: Act, who: str, why: str, subject: str, old: int | None, new: int | None, percent: int | None = None
    ) -> None:
        change = Change(act, who, history.now(), why, subject, old, new, percent)
        history.append(self.root / "history.jsonl", change)


def check_base(card: Card, base: Base) -> None:
    """Raise WrongBase unless the adapter was trained on this base model, whatever its folder is called."""
    if card.base_digest == base.digest:
        return
    name = f"{card.subject}@{card.version}" if card.version else card.subject
    raise WrongBase(
        en=f"The adapter {name} was trained on {card.base} ({card.base_digest[:12]}), the base model here is "
        f"{base.name} ({base.digest[:12]}). Set MAIEUTIC_BASE to its own base model, or train it again on "
        f"this one.",
        es=f"El adaptador {name} se entrenó sobre {card.base} ({card.base_digest[:12]}) y el modelo base es "
        f"{base.name} ({base.digest[:12]}). Pon en MAIEUTIC_BASE su modelo, o entrénalo otra vez sobre este.",
    )


def _copy_weights(folder: Path, target: Path) -> None:
    for name in (CONFIG, WEIGHTS):
        source = folder / name
        if source.is_symlink() or not source.is_file():
            en, es = f"{folder} holds no {name}", f"{folder} no contiene {name}"
            if (folder / "adapter_model.bin").exists():
                en, es = f"{en}; pickled weights (.bin) are not taken", f"{es}; no se aceptan pesos .bin"
            raise RejectedAdapter(en=f"{en}. Save it as safetensors.", es=f"{es}. Guárdalo en safetensors.")
        disk.write_synced(target / name, source.read_bytes())


def _copy_wording(folder: Path, target: Path) -> bool:
    """Copy the words to which a small model is held, where the adapter comes with them."""
    source = folder / WORDING
    if source.is_symlink() or not source.is_file():
        return False
    if not 0 < source.stat().st_size <= MOST_WORDING or source.stat().st_size % 4:
        raise RejectedAdapter(
            en=f"{folder / WORDING} is not what training writes: leave it out.",
            es=f"{folder / WORDING} no es lo que escribe el entrenamiento: quítalo.",
        )
    disk.write_synced(target / WORDING, source.read_bytes())
    return True


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _verify(version: Version) -> None:
    try:
        digests = json.loads((version.folder / DIGESTS).read_text("utf-8"))
        expected = {name: str(digests[name]) for name in (CONFIG, WEIGHTS, CARD)}
        if WORDING in digests or (version.folder / WORDING).exists():
            expected[WORDING] = str(digests.get(WORDING))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _tampered(version.subject, version.number, DIGESTS) from error
    for name, digest in expected.items():
        path = version.folder / name
        if path.is_symlink() or not path.is_file() or disk.sha256(path) != digest:
            raise _tampered(version.subject, version.number, name)


def _checked(subject: str) -> str:
    """The subject, if it can be a folder's name; nothing outside the registry can be named."""
    if not _SUBJECT.fullmatch(subject):
        raise UnknownVersion(
            en=f"{subject!r} is no subject's name: small letters, digits and _.",
            es=f"{subject!r} no es nombre de materia: minúsculas, cifras y _.",
        )
    return subject


def _tampered(subject: str, number: int, name: str) -> TamperedVersion:
    return TamperedVersion(
        en=f"{name} of {subject}@{number} is not the file that was published (cut short or changed). "
        f"Put the folder back from a copy, or go back to another version: teach rollback {subject}",
        es=f"{name} de {subject}@{number} no es el archivo que se publicó (cortado o modificado). "
        f"Recupera la carpeta de una copia o vuelve a otra versión: teach rollback {subject}",
    )
