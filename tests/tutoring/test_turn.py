"""The flow of a turn, fed by hand: no I/O, no model, only the text a model might give."""

from dataclasses import replace

import pytest

from prompts.editions import kept
from subjects import catalogue
from tutoring.guard import sentences
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.spans import normal
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, Plan, plan_turn
from tutoring.wording import Wording

LESSON = Lesson(catalogue.names())
PROBLEM = {"es": "Resuelve 5x + 7 = 22", "en": "Solve 5x + 7 = 22"}


def plan(text: str, session: Session | None = None) -> Plan:
    return plan_turn(session or Session(), text, LESSON, reader())


def begun(lang: str = "es") -> Session:
    return say(plan(PROBLEM[lang]), "").session()


def say(planned: Plan, model: str, *, again: str | None = None) -> Speaking:
    speaking = Speaking(planned)
    for char in model:
        speaking.feed(char)
    speaking.end()
    if again is not None and speaking.again():
        speaking.feed(again)
        speaking.end()
    speaking.complete()
    return speaking


def test_a_problem_opens_a_session_without_its_answer_in_the_prompt() -> None:
    planned = plan(PROBLEM["es"])
    assert (planned.move.kind, planned.speaker, planned.session.subject) == ("open", "algebra", "algebra")
    said = " ".join(text for _, text in planned.prompt)
    assert "x = 3" not in said and "15" not in said


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("5x = 22 + 7", "focus"), ("5x = 22 - 7", "confirm"), ("x = 3", "why"), ("no sé", "nudge"),
        ("dime la respuesta", "tell"), ("gracias", "resume"), ("¿quién ganó el partido?", "bring_back"),
    ],
)  # fmt: skip
def test_the_next_message_gets_its_move(text: str, move: str) -> None:
    assert plan(text, begun()).move.kind == move


def test_a_sound_reply_of_the_model_is_shown_as_it_is() -> None:
    speaking = say(plan("no sé", begun()), "Vamos paso a paso. ¿Qué término acompaña a 5x?")
    assert speaking.shown == "Vamos paso a paso. ¿Qué término acompaña a 5x?" and speaking.guarded == "passed"


def test_a_leaking_first_sentence_gets_one_more_try_and_is_never_shown() -> None:
    speaking = say(plan("dime la respuesta", begun()), "x = 3. ¿Ves?", again="¿Qué le sobra a la x?")
    assert speaking.shown == "¿Qué le sobra a la x?" and speaking.guarded == "retried"


def test_a_model_that_leaks_twice_is_replaced_by_the_subjects_own_question() -> None:
    speaking = say(plan("dime la respuesta", begun()), "La respuesta es 3.", again="Vale: x = 3.")
    assert speaking.guarded == "replaced" and "?" in speaking.shown
    assert "3" not in speaking.shown.replace("5x + 7 = 22", "")


def test_a_later_leak_keeps_what_was_shown_and_completes_it() -> None:
    speaking = say(plan("no sé", begun()), "Vamos paso a paso. El resultado es 3.")
    assert speaking.shown.startswith("Vamos paso a paso. ") and "3" not in speaking.shown.split(". ", 1)[1]
    assert speaking.guarded == "replaced" and speaking.shown.count("?") == 1


def test_a_leak_after_the_reaction_gets_one_more_try_that_goes_on_from_it() -> None:
    speaking = say(plan("no sé", begun()), "Vamos paso a paso. El resultado es 3.", again="Tranquilo. ¿Qué le sobra a la x?")
    assert speaking.shown == "Vamos paso a paso. ¿Qué le sobra a la x?" and speaking.guarded == "retried"
    speaking = say(plan("no sé", begun()), "Vamos paso a paso. El resultado es 3.", again="¿Qué le sobra a la x? Mira.")
    assert speaking.shown == "Vamos paso a paso. ¿Qué le sobra a la x? Mira."
    speaking = say(plan("no sé", begun()), "Vamos paso a paso. El resultado es 3.", again="Tranquilo. Es x = 3.")
    assert speaking.guarded == "replaced" and "Tranquilo" not in speaking.shown and speaking.shown.count("?") == 1


def test_a_second_try_says_no_statement_of_the_first_again() -> None:
    first, again = "Vamos. Mira 5x + 7 = 22. El resultado es 3.", "Bien. Mira 5x + 7 = 22. ¿Qué le sobra a la x?"
    assert say(plan("no sé", begun()), first, again=again).shown == "Vamos. Mira 5x + 7 = 22. ¿Qué le sobra a la x?"


def test_after_a_question_nothing_more_is_asked_of_the_model() -> None:
    speaking = Speaking(plan("no sé", begun()))
    speaking.feed("¿Qué le sobra a la x? El resultado es 3.")
    speaking.end()
    assert speaking.refused and not speaking.again()


@pytest.mark.parametrize("wording", [None, Wording.of([("", "Vamos paso a paso."), ("", "¿Qué ves en [problema]?")])])
def test_a_small_model_is_held_to_the_words_that_it_learned(wording: Wording | None) -> None:
    speaking = Speaking(plan("no sé", begun()))
    speaking.wording = wording
    speaking.feed("Vamos paso a paso. ¿Qué ves paso en [problema]? ")
    assert speaking.refused == (wording is not None)
    assert speaking.findings == ([] if wording is None else ["wording"])
    assert speaking.again() == (wording is not None)
    if wording is not None:
        speaking.feed("Vamos paso a paso. ¿Qué ves en [problema]? ")
        assert speaking.shown == "Vamos paso a paso. ¿Qué ves en 5x + 7 = 22?"


def test_a_reply_cut_in_the_middle_of_a_sentence_is_completed() -> None:
    speaking = say(plan("no sé", begun()), "Vamos paso a paso. ¿Qué término acom")
    assert "acom " not in speaking.shown and speaking.shown.endswith("?")


def test_a_silent_model_still_leaves_a_question() -> None:
    assert "?" in say(plan("no sé", begun()), "").shown


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "!!!", "...", "🤷", "??"])
def test_silence_gets_a_smaller_question_about_the_open_step_and_a_kind_text_without_a_problem(
    text: str,
) -> None:
    planned = plan(text, begun())
    assert (planned.move.kind, planned.move.step) == ("scaffold", 0)
    assert plan(text).move.fixed == "empty"


def test_a_huge_message_is_declined_and_the_problem_kept() -> None:
    planned = plan("x" * 20_000, begun())
    assert planned.move.fixed == "too_long" and planned.session.problem == PROBLEM["es"]


def test_help_climbs_while_the_student_is_stuck_and_starts_low_after_a_right_step() -> None:
    session, rungs = begun(), []
    for _ in range(6):
        speaking = say(plan("no sé", session), "")
        rungs.append(speaking.plan.move.rung)
        session = speaking.session()
    assert rungs == ["nudge", "scaffold", "sibling", "last", "scaffold", "last"]
    session = say(plan("5x = 22 - 7", session), "").session()
    assert plan("no sé", session).move.rung == "nudge"


def test_the_third_hint_shows_a_worked_example_that_shares_no_answer() -> None:
    session = replace(begun(), stuck=2)
    speaking = say(plan("no sé", session), "Mira el ejemplo. ¿Qué harías tú?")
    assert "Ejemplo:" in speaking.shown and "x = 3" not in speaking.shown.splitlines()


@pytest.mark.parametrize(
    ("lang", "stuck", "mine"), [("es", "no sé", "Tu problema:"), ("en", "i don't know", "Your problem:")]
)
def test_the_fourth_hint_sets_one_step_of_an_example_above_the_students_own_line(
    lang: str, stuck: str, mine: str
) -> None:
    session = replace(begun(lang), stuck=3)
    shown = say(plan(stuck, session), "").shown.splitlines()
    assert shown[shown.index(mine) :] == [mine, "5x + 7 = 22", "…"] and "5x = 22 - 7" not in shown


def test_what_the_model_said_before_it_was_refused_is_not_said_again_in_the_tutors_own_words() -> None:
    planned = plan("no sé", begun())
    for fact in ("Tenemos 5x + 7 = 22.", "Mira 5x + 7 = 22.", "Vamos paso a paso."):
        for at in range(12):
            shown = say(replace(planned, seed=at), f"{fact} El resultado es 3.").shown
            told = [said for said in sentences(shown) if "?" not in said]
            assert len({normal(said) for said in told}) == len(told), shown
            assert sum("5x + 7 = 22" in said for said in told) <= 1, shown


def test_a_change_of_problem_half_way_begins_anew() -> None:
    session = say(plan("5x = 22 + 7", begun()), "").session()
    planned = plan("ahora resuelve 3x - 4 = 11", session)
    assert planned.move.kind == "open" and planned.session.misses == 0


def test_the_language_follows_the_problem() -> None:
    assert plan(PROBLEM["en"]).lang == "en"
    assert plan("x = 5", begun("en")).lang == "en"


def test_solving_ends_with_a_check_then_a_close() -> None:
    session = say(plan("5x = 15", begun()), "").session()
    planned = plan("x = 3", session)
    assert planned.move.kind == "check" and planned.session.solved
    assert plan("5*3 + 7 = 22", say(planned, "").session()).move.kind == "close"


def test_an_answer_out_of_nowhere_is_confirmed_and_its_way_asked_for_then_the_check_and_the_close() -> None:
    session, kinds = begun(), []
    for text in ("¿es x = 3?", "lo he hecho de cabeza", "5*3 + 7 = 22"):
        planned = plan(text, session)
        kinds.append(planned.move.kind)
        session = say(planned, "").session()
    assert kinds == ["why", "check", "close"]


def test_distress_gets_the_reviewed_text_with_a_helpline() -> None:
    planned = plan("me quiero morir", begun())
    assert planned.move.fixed == "distress" and any(char.isdigit() for char in planned.fixed)


def test_an_exam_lock_silences_help() -> None:
    planned = plan_turn(Session(), PROBLEM["es"], replace(LESSON, exam_lock=True), reader())
    assert planned.move.fixed == "exam" and not planned.prompt


def test_a_valid_way_of_the_students_own_is_followed() -> None:
    session = say(plan("x/3 + 2 = 5"), "").session()
    planned = plan("x/3 = 3", session)
    assert (planned.move.kind, planned.move.manner) == ("why", "leap") and planned.session.line == "x/3 = 3"
    assert plan("x = 9", say(planned, "").session()).move.kind == "check"


def test_a_level_changed_half_way_leaves_the_steps_of_the_open_problem() -> None:
    session = replace(say(plan(PROBLEM["es"], Session(level="1bach")), "").session(), level="1eso")
    assert plan("no sé", session).session.taught == "1bach"
    assert plan("Resuelve 2x = 8", session).session.taught == "1eso"


def test_an_exercise_of_the_tutors_is_solved_as_the_class_solves() -> None:
    lesson = replace(LESSON, methods={"algebra": "balance"})
    set_by_tutor = plan_turn(begun(), "ponme otro ejercicio", lesson, reader()).session
    assert (set_by_tutor.method, set_by_tutor.taught) == ("balance", lesson.level)


@pytest.mark.parametrize(
    "text", ["¿es mayor que 5?", "¿está entre 0 y 10?", "¿el resultado es par?", "is it between 0 and 10?"]
)
def test_a_question_that_closes_in_on_the_result_is_a_wish_not_an_attempt(text: str) -> None:
    planned = plan(text, begun())
    assert planned.verdict is None
    assert planned.move.kind in ("nudge", "guess", "scaffold")


@pytest.mark.parametrize(
    ("text", "session", "line"),
    [
        ("x = 3", Session(), "Jugada: pedir que compruebe su resultado"),
        ("5x = 15", Session(streak=2), "Jugada: confirmar y preguntar por el paso siguiente"),
        ("5x = 15", Session(streak=1), "Jugada: confirmar y preguntar por el paso siguiente"),
        ("porque sí", Session(reached=1, asked="why"), "Jugada: pista 1: orientar hacia el paso"),
        ("gracias", Session(reached=1), "Jugada: pista 1: orientar hacia el paso"),
    ],
)
def test_an_adapter_of_an_edition_without_a_move_is_prompted_with_the_nearest_in_full(
    text: str, session: Session, line: str
) -> None:
    planned = plan(text, replace(session, subject="algebra", problem=PROBLEM["es"]))
    first = next(edition for edition in kept() if edition.number == 1)
    assert planned.move.kind not in first.moves
    prompt = planned.in_edition(first).prompt[1][1]
    assert prompt.endswith(line) and "[problema] 5x + 7 = 22" in prompt
    assert "Paso: " in prompt or "compruebe" in line


@pytest.mark.parametrize(
    ("lang", "opened", "text"),
    [
        ("en", "Work out this expression: 5(x + 3)", "Wait, this one first:\nWhat is x if 2x - 11 - 5x = -41?"),
        ("en", "Solve 4x + 9 = 17", "Solve 7z - 3 = 18"),
        ("es", "Desarrolla 5(x + 3)", "Espera, primero este: ¿cuánto vale x si 2x - 11 - 5x = -41?"),
        ("es", "Resuelve 4x + 9 = 17", "Resuelve 7z - 3 = 18"),
    ],
)
def test_a_problem_that_is_put_first_half_way_is_taken_up(lang: str, opened: str, text: str) -> None:
    before = say(plan(opened, Session(lang="en" if lang == "en" else "es")), "").session()
    after = plan(text, before)
    assert after.move.kind == "open" and after.session.problem != before.problem
    assert before.problem in {left.problem for left in after.session.left}


def test_the_solution_is_kept_with_the_session_and_counts_what_was_done_in_other_steps_too() -> None:
    session = say(plan("5x = 22 - 7", begun()), "").session()
    assert session.solution == ("5*x = 22 - 7", "5*x = 15", "x = 15/5", "x = 3") and session.reached == 1
    updated = replace(session, solution=("5*x + 7 - 7 = 22 - 7", "5*x = 22 - 7", "x = 3"), reached=2)
    assert plan("no sé", updated).move.step == 1


def test_one_who_does_well_on_a_long_way_is_never_asked_what_is_in_the_way() -> None:
    text = (
        "Una ciclista va a 15 km/h durante 0,5 h y luego a 16 km/h durante 2,5 h. "
        "Calcula: a) la distancia total; b) la velocidad media."
    )
    lines = (
        "t1 = 0,5 h y v1 = 15 km/h y t2 = 2,5 h y v2 = 16 km/h", "s1 = v1·t1", "s1 = 15·0,5", "s1 = 7,5 km", "s2 = v2·t2",
        "s2 = 16·2,5", "s2 = 40 km", "s = s1 + s2", "s = 7,5 + 40", "s = 47,5 km", "t = t1 + t2", "t = 0,5 + 2,5", "t = 3 h",
        "vm = s/t", "vm = 47,5/3",
    )  # fmt: skip
    session, stuck = say(plan(text), "").session(), ("bloquea", "dudar", "más despacio", "cuaderno", "apuntes", "qué tenemos")
    for line in lines:
        spoken = say(plan(line, session), "Perfecto. El resultado es 15,83.")
        session = spoken.session()
        assert spoken.plan.move.kind in ("confirm", "next", "why") and spoken.guarded == "replaced"
        assert spoken.shown.startswith("Perfecto. ") and "Bien. " not in spoken.shown
        assert not any(one in spoken.shown for one in stuck), spoken.shown
