"""Sessions go through JSON unchanged, forget what is old, and start anew with a problem."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tutoring.session import KEPT_LINES, Session

SESSIONS = st.builds(
    Session, lang=st.sampled_from(("es", "en")), subject=st.sampled_from(("", "algebra")), problem=st.text(max_size=40),
    reached=st.integers(0, 9), stuck=st.integers(0, 9), solved=st.booleans(), attempts=st.lists(st.text(max_size=9)).map(tuple),
    solution=st.lists(st.text(max_size=9)).map(tuple),
    said=st.lists(st.tuples(st.sampled_from(("student", "tutor")), st.text(max_size=9)), max_size=6).map(tuple),
)  # fmt: skip


@given(SESSIONS)
def test_json_and_back_is_the_same_session(session: Session) -> None:
    assert Session.from_json(json.loads(json.dumps(session.to_json()))) == session


def test_fields_of_another_version_are_left_out() -> None:
    assert Session.from_json({"problem": "x", "colour": "red"}).problem == "x"


def test_only_the_last_lines_are_remembered() -> None:
    session = Session()
    for number in range(30):
        session = session.heard(f"q{number}", f"a{number}")
    assert len(session.said) == KEPT_LINES and session.said[-1] == ("tutor", "a29") and session.turns == 30


def test_a_new_problem_forgets_the_help_and_the_version_of_the_old_one() -> None:
    old = Session(
        lang="es", level="4eso", subject="algebra", problem="a", adapter="algebra@1", reached=2, stuck=3
    )
    new = old.begin("kinematics", "b", "en")
    assert (new.level, new.lang, new.reached, new.stuck, new.adapter) == ("4eso", "en", 0, 0, "")


def test_a_problem_keeps_the_method_and_the_level_that_it_began_with() -> None:
    new = Session(level="1bach", taught="1bach", method="factoring").begin(
        "algebra", "b", "es", "formula", "2eso"
    )
    assert (new.level, new.taught, new.method) == ("1bach", "2eso", "formula")


def test_the_work_done_counts_in_the_lines_of_a_solution_that_has_changed_since() -> None:
    kept = Session(solution=("5x = 22 - 7", "5x = 15", "x = 15/5", "x = 3"), reached=2)
    assert kept.standing_on(kept.solution) == kept
    assert kept.standing_on(("5x = 15", "x = 3")).reached == 1
    assert kept.standing_on(("5x + 7 - 7 = 22 - 7", "5x = 22 - 7", "5x = 15", "x = 3")).reached == 3
    assert kept.standing_on(("x = 3",)).reached == 0


def test_a_problem_that_is_gone_back_to_keeps_its_solution() -> None:
    first = Session(subject="algebra", problem="a", solution=("x = 3",), reached=1)
    second = Session.from_json(json.loads(json.dumps(first.begin("algebra", "b", "es").to_json())))
    assert second.solution == () and second.back_to(second.left[0]).solution == ("x = 3",)
