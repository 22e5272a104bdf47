"""The display strings that the phrases of a step may name."""

from __future__ import annotations

from collections.abc import Mapping

from subjects.algebra.linear.line import ONE, Line, Term, X, all_terms, is_group, is_product, node_of
from subjects.algebra.linear.steps import Stage, denominators, has, loose, movers
from subjects.algebra.notation import join
from subjects.expression import show
from subjects.problem import Lang


def slots_of(stage: Stage, lang: Lang) -> Mapping[str, str]:
    """The slots of a step's phrases; none gives the result away."""
    line, rule = stage.before, stage.rule
    if rule == "expand":
        group = _first_group(line)
        return {"factor": _factor(group, line, lang), "group": _group(group, line, lang)}
    if rule == "clear_denominators":
        return {
            "denominators": join([_bare(Term(over, ONE), line, lang) for over in denominators(line)], lang)
        }
    if rule in ("multiply", "multiply_both_sides"):
        return {"denominator": _bare(Term(denominators(line)[0], ONE), line, lang)}
    if rule == "collect":
        return {"terms": join(_like_terms(line, lang), lang)}
    if rule in ("move_term", "same_both_sides"):
        return {"term": join(_moving(stage, lang), lang)}
    if rule in ("divide", "divide_both_sides"):
        x = next(term for term in all_terms(line) if term.body == X)
        return {"coefficient": _bare(Term(x.times, ONE), line, lang), "term": _bare(x, line, lang)}
    if rule == "result":
        return {"quotient": _bare(next(t for t in all_terms(line) if t.body == ONE), line, lang)}
    return {}


def _bare(term: Term, line: Line, lang: Lang) -> str:
    return show(node_of(term, line), lang)


def _signed(term: Term, first: bool, line: Line, lang: Lang) -> str:
    text = _bare(term, line, lang)
    return text if term.times < 0 or (first and term.body == X) else f"+{text}"


def _first_group(line: Line) -> Term:
    return next(_innermost(term) for term in all_terms(line) if is_group(term))


def _innermost(term: Term) -> Term:
    for inner in term.body:
        if isinstance(inner, Term) and is_group(inner):
            return _innermost(inner)
    return term


def _factor(group: Term, line: Line, lang: Lang) -> str:
    if group.times == -1 and group.over == 1:
        return "-"
    if group.times == 1 and group.over == 1:
        return "+"
    return _bare(Term(group.times, ONE, group.over), line, lang)


def _group(group: Term, line: Line, lang: Lang) -> str:
    return f"({_bare(Term(abs(group.times) / abs(group.times), group.body), line, lang)})"


def _like_terms(line: Line, lang: Lang) -> list[str]:
    for side in (line.left, line.right):
        if not loose(side):
            continue
        for body in (X, ONE):
            like = [term for term in side if term.body == body or (body == ONE and is_product(term))]
            like = [term for term in like if term.times]
            if len(like) > 1 or any(is_product(term) for term in like):
                return [
                    _bare(t, line, lang) if i == 0 else _signed(t, False, line, lang)
                    for i, t in enumerate(like)
                ][:4]
    return [_bare(term, line, lang) for term in line.left if has((term,), X)] or ["0"]


def _moving(stage: Stage, lang: Lang) -> list[str]:
    line = stage.before
    numbers, unknowns = movers(line)
    if numbers and unknowns and stage.line is not None and movers(stage.line)[0] and not movers(stage.line)[1]:
        numbers = ()  # the unknowns alone are moved first
    if stage.rule == "same_both_sides":
        numbers, unknowns = ((), unknowns[:1]) if unknowns else (numbers[:1], ())
    firsts = {id(side[0]) for side in (line.left, line.right)}
    return [_signed(term, id(term) in firsts, line, lang) for term in (*numbers, *unknowns)][:3]
