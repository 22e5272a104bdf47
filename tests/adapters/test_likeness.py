"""A version is known again by the tokens that it was sure of: numbers that move a little change nothing, weights do."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from adapters.likeness import TOLERANCE, Token, differ, is_like, likeness

TOKENS = st.builds(Token, st.integers(0, 50).map(str), st.floats(-5, 0), st.floats(0, 8))
SAID = st.lists(st.lists(TOKENS, min_size=1, max_size=12), min_size=2, max_size=2)


@given(SAID, st.data())
def test_scores_that_move_a_little_change_nothing(said: list[list[Token]], data: st.DataObject) -> None:
    moves = st.floats(-TOLERANCE + 0.01, TOLERANCE - 0.01)
    moved = [[replace(token, logprob=token.logprob + data.draw(moves)) for token in reply] for reply in said]
    assert is_like(likeness(said), said)
    assert is_like(likeness(said), moved)


@given(SAID, st.data())
def test_another_token_is_let_pass_at_a_near_thing_only(said: list[list[Token]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, 1))
    place = data.draw(st.integers(0, len(said[at]) - 1))
    lead, own, far = (data.draw(st.sampled_from(found)) for found in ([0.0, 0.5, 0.7, 4.0], [0.0, 0.5, 0.7], [0.0, 0.2, 0.4]))
    said[at][place] = replace(said[at][place], lead=lead)
    best = said[at][place].logprob
    other = [list(reply) for reply in said]
    other[at][place:] = [Token("another", best - lead - far, own), Token("anything", -9.0, 0.0)]
    assert is_like(likeness(said), other) == (max(lead, own) < 2 * TOLERANCE and far < TOLERANCE)


@given(SAID, st.data())
def test_a_score_that_moves_far_or_a_reply_that_ends_elsewhere_is_another_version(
    said: list[list[Token]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, 1))
    place = data.draw(st.integers(0, len(said[at]) - 1))
    moved = [list(reply) for reply in said]
    moved[at][place] = replace(moved[at][place], logprob=moved[at][place].logprob - TOLERANCE - 0.01)
    assert not is_like(likeness(said), moved)
    cut = [list(reply) for reply in said]
    cut[at] = cut[at][:-1]
    assert not is_like(likeness(said), cut)


def test_other_questions_compare_nothing() -> None:
    said = [[Token("1", -0.1, 5.0)]] * 2
    kept = likeness(said)
    assert not is_like(kept, [[Token("2", -0.1, 5.0)]] * 2)
    assert is_like(kept | {"asked": "others"}, [[Token("2", -0.1, 5.0)]] * 2)


def test_replies_differ_by_their_tokens_or_by_more_than_rounding() -> None:
    one = [Token("1", -0.5, 2.0), Token("2", -0.25, 2.0)]
    assert not differ(one, [replace(token, logprob=token.logprob + 1e-6) for token in one])
    assert differ(one, [replace(token, logprob=token.logprob + 1e-3) for token in one])
    assert differ(one, one[:1])
    assert differ(one, [one[0], replace(one[1], name="3")])
