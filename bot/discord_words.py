"""What the Discord channel says itself, and how it reads: buttons, slash commands, sentences, the words of a message."""

from __future__ import annotations

import re
import textwrap
from typing import Final

from bot.message import Command
from tutoring.sentence import Sentence

LANGUAGES: Final = {"es": "Español", "en": "English"}
LEVELS: Final = {
    "1eso": "1º ESO",
    "2eso": "2º ESO",
    "3eso": "3º ESO",
    "4eso": "4º ESO",
    "1bach": "1º Bachillerato",
    "2bach": "2º Bachillerato",
}
THUMBS: Final = {str(Command.GOOD): "👍", str(Command.BAD): "👎"}
BUTTONS: Final = {
    Command.HINT: {"es": "Pista", "en": "Hint"},
    Command.NEW: {"es": "Problema nuevo", "en": "New problem"},
}
MENTION_ME: Final = {
    "es": "En este hilo solo puedo leer los mensajes que me mencionan: empieza con @ y mi nombre, "
    "o escríbeme por privado.",
    "en": "In this thread I can only read messages that mention me: start with @ and my name, "
    "or write to me in private.",
}
BAD_TOKEN: Final = Sentence(
    "Discord no acepta el token del bot: copia uno nuevo de la página Bot de tu aplicación en el portal de "
    "desarrolladores de Discord y ponlo en MAIEUTIC_DISCORD_TOKEN, en .env.",
    "Discord does not accept the bot's token: copy a new one from the Bot page of your application in "
    "Discord's developer portal and put it in MAIEUTIC_DISCORD_TOKEN, in .env.",
)
NO_CONTENT: Final = Sentence(
    "Discord no deja leer al bot los mensajes de los hilos: activa «Message Content Intent» en la página Bot "
    "de tu aplicación. Mientras tanto contesta a menciones, comandos y mensajes privados.",
    "Discord does not let the bot read messages in threads: turn on “Message Content Intent” on the Bot page "
    "of your application. Until then it answers mentions, commands and direct messages.",
)
AWAY: Final = Sentence(
    "No se puede llegar a Discord; se volverá a intentar en {:.0f} s.",
    "Discord cannot be reached; trying again in {:.0f} s.",
)
SPANISH: Final = {
    "ask": "preguntar",
    "hint": "pista",
    "new": "nuevo",
    "help": "ayuda",
    "language": "idioma",
    "level": "nivel",
    "rate": "valorar",
    "thumb": "pulgar",
    "forget": "olvidame",
    "problem": "problema",
    "Send a problem or your next step": "Envía un problema o tu siguiente paso",
    "Your problem, or the step you have done": "Tu problema, o el paso que has hecho",
    "A hint for the step you are on": "Una pista para el paso en el que estás",
    "Start a new problem": "Empieza un problema nuevo",
    "What the tutor does and how to use it": "Qué hace el tutor y cómo se usa",
    "The language of the replies": "El idioma de las respuestas",
    "Español or English": "Español o English",
    "Your school year": "Tu curso",
    "The year you are in": "El curso en el que estás",
    "Say whether the last reply helped you": "Di si te ha servido la última respuesta",
    "Did it help?": "¿Te ha servido?",
    "Delete everything the tutor keeps about you": "Borra todo lo que el tutor guarda sobre ti",
}


def spoken(content: str) -> str:
    """The words of a message, without mentions; an own emoji of the server is read by its name."""
    return re.sub(r"<a?(:\w+:)\d+>", r"\1", re.sub(r"<(@[!&]?|#)\d+>", "", content)).strip()


def title(content: str, name: str) -> str:
    """A thread's name of 1 to 70 characters: the problem's first words, else the student's name."""
    return textwrap.shorten(spoken(content), 70, placeholder="…") or spoken(content)[:69] or name[:70]
