"""The errors of the adapters, each with one sentence in Spanish and one in English that says what to do.

    OperatorError             (tutoring.sentence)
    └── AdapterError
        ├── CardError             a card is incomplete or not JSON
        ├── BaseMissing           the base model is not where the setting says, or is not readable
        ├── RejectedAdapter       an adapter that must not be published, and why
        ├── UnknownVersion        no such subject or version in the registry
        ├── TamperedVersion       files of a published version are not the ones that were published
        ├── StillInUse            a version that must not be forgotten yet, and why
        ├── NotWritable           the registry or the state folder cannot be written
        ├── WrongBase             the adapter was trained on another base model
        ├── EngineError           the model server answered, and refused
        │   ├── EngineDown        it did not answer
        │   ├── KeyRefused        it does not accept our key
        │   └── LoadRefused       it could not load an adapter
        └── ServerFailed          the model server did not start
            ├── PortTaken         another program listens on its port
            ├── OutOfMemory       it needs more memory than there is
            └── AlreadyRunning    another one runs from the same state folder

None of these is meant for students: they speak to whoever runs the class.
"""

from __future__ import annotations

from tutoring.sentence import OperatorError


class AdapterError(OperatorError):
    """Root of this package's errors; made with `es=` and `en=`."""


class CardError(AdapterError):
    """A card is incomplete, of the wrong type or not JSON."""


class BaseMissing(AdapterError):
    """The base model is not where the setting says, or is not readable."""


class RejectedAdapter(AdapterError):
    """The folder is not an adapter that this registry may publish."""


class UnknownVersion(AdapterError):
    """No such subject or version in the registry."""


class TamperedVersion(AdapterError):
    """A published file is missing, cut short or changed."""


class StillInUse(AdapterError):
    """A version that speaks, may speak again, or has just spoken."""


class NotWritable(AdapterError):
    """The registry or the state folder cannot be written."""


class WrongBase(AdapterError):
    """The adapter was trained on another base model."""


class EngineError(AdapterError):
    """The model server answered, and refused."""


class EngineDown(EngineError):
    """The model server did not answer."""


class KeyRefused(EngineError):
    """The model server does not accept our key."""


class LoadRefused(EngineError):
    """The model server could not load an adapter."""


class ServerFailed(AdapterError):
    """The model server did not start."""


class PortTaken(ServerFailed):
    """Another program listens on the model server's port."""


class OutOfMemory(ServerFailed):
    """The model server needs more memory than there is."""


class AlreadyRunning(ServerFailed):
    """Another model server runs from the same state folder."""
