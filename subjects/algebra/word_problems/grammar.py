"""Reads clauses of a story as equations: a small grammar over quantities and relations, not over sentences.

    clause  :=  quantity IS quantity | list SUMV number | DIFFER number | quantity ADDTO quantity … IS quantity
    quantity := term ((PLUS | MINUS) term)*
    term := MULT term | number | number MORE term | number LESS term | name | SUMOF list | DIFFOF list | POSS MULT …

Every token must be used; what is left over is not understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from subjects.algebra.word_problems.lexing import Tok
from subjects.algebra.word_problems.scene import Equation, Scene, added, less, multiplied, times
from subjects.algebra.word_problems.story import Unread
from subjects.expression import Expr, Neg, Num, Pow, Sym, number, symbols_of

VERBS = frozenset({"IS", "SUMV", "PRODV", "DIFFER", "DIFFV", "EXCEEDS"})
_GLUE = frozenset(
    {"NOISE", "COMMA", "NOW", "UNIT", "ASK", "GIVEN", "TIMESW", "EACH", "THAN", "NUMBERS", "ANGLE"}
)


class Clause:
    """One clause of the story with one verb."""

    def __init__(self, toks: Sequence[Tok], scene: Scene) -> None:
        self.toks = [
            tok
            for tok in toks
            if tok.kind not in ("NOISE", "ASK", "GIVEN", "EACH", "UNIT", "NUMBERS", "ANGLE")
        ]
        self.scene = scene
        self.at = 0
        self.offset: Expr | None = None
        self.last: Expr | None = None
        for at, tok in enumerate(self.toks):
            if tok.kind in ("TIME", "TIMEQ") and not (at and self.toks[at - 1].kind == "SELF"):
                self.offset = self._moment(tok)
        self.toks = [
            tok
            for at, tok in enumerate(self.toks)
            if tok.kind not in ("TIME", "TIMEQ") or (at and self.toks[at - 1].kind == "SELF")
        ]
        if self.offset is not None:
            scene.moment = self.offset
        elif scene.moment is not None and any(tok.text in _LATER for tok in self.toks):
            self.offset = scene.moment

    def _moment(self, tok: Tok) -> Expr:
        if tok.kind == "TIMEQ":
            self.scene.timed = True
            return Neg(Sym("t")) if tok.name == "-" else Sym("t")
        amount = tok.amount or Fraction(0)
        self.scene.shifts.append(int(amount))
        return number(amount)

    def peek(self, ahead: int = 0) -> Tok | None:
        return self.toks[self.at + ahead] if self.at + ahead < len(self.toks) else None

    def is_kind(self, *kinds: str) -> bool:
        tok = self.peek()
        return tok is not None and tok.kind in kinds

    def skip(self, *kinds: str) -> None:
        while self.is_kind(*kinds):
            self.at += 1

    def equations(self) -> list[Equation]:
        """What the clause says; raises Unread."""
        self.skip("COMMA", "AND", "NOW", "THAN")
        tok = self.peek()
        if tok is None:
            return []
        if tok.kind in ("DIFFER", "DIFFV"):
            self.at += 1
            return [self._differ(self.rest_number())]
        if tok.kind == "SUMV":
            self.at += 1
            return [(self.group(), self.quantity_to_end())]
        if tok.kind == "PRODV":
            self.at += 1
            return [(self.product_of_all(), self.quantity_to_end())]
        if tok.kind == "IS":
            left: Expr = (
                self.moved(self.scene.nodes[self.scene.subject])
                if self.scene.subject
                else self._fail("subject")
            )
            self.last = left
        else:
            first = tok.name if tok.kind == "ENT" else ""
            left = self.listed()
            if first:
                self.scene.subject = next(
                    (n for n in self.scene.nodes if n.lower() == first.lower()), self.scene.subject
                )
            elif (
                tok.kind in ("FIRST", "SECOND", "THIRD", "BIG", "SMALL", "ONE_OF", "OTHER")
                and self.scene.object
            ):
                self.scene.subject = self.scene.object
        return self.predicate(left)

    def _fail(self, detail: str) -> Expr:
        raise Unread("not_understood", detail)

    def predicate(self, left: Expr) -> list[Equation]:
        self.skip("COMMA", "NOW")
        tok = self.peek()
        act = ""
        while tok is not None and (tok.kind in ("ADDTO", "TAKE") or (act and tok.kind in ("POSS", "MULT"))):
            if tok.kind in ("ADDTO", "TAKE"):
                act = tok.kind
                self.at += 1
            term = self.quantity()
            left = added([left, term if act == "ADDTO" else less(term)])
            self.skip("COMMA", "AND", "NOW")
            tok = self.peek()
        if tok is None or tok.kind not in VERBS:
            self._fail("verb")
        assert tok is not None  # noqa: S101 - checked above
        self.at += 1
        if tok.kind == "EXCEEDS":
            one, two = self.quantity(), self.quantity_to_end()
            amount, right = (one, two) if not symbols_of(one) else (two, one)
            if symbols_of(amount) or not symbols_of(right):
                self._fail("by how much")
            return [(left, added([right, amount]))]
        if tok.kind in ("DIFFER", "DIFFV"):
            return [self._differ(self.rest_number())]
        if tok.kind == "PRODV":  # "dos números cuyo producto es 182"
            if self.listing is None or len(self.listing) > 1 or left != self.group():
                self._fail("product")
            return [(self.product_of_all(), self.quantity_to_end())]
        if (
            isinstance(self.listing, list)
            and len(self.listing) > 1
            and tok.kind == "IS"
            and not self.together()
        ):
            self._fail("list")
        return self.right_side(left)

    listing: list[Expr] | None = None

    def together(self) -> bool:
        """`Ana y Luis tienen 30 € juntos`."""
        kept = [tok for tok in self.toks if tok.kind != "GROUP"]
        found = len(kept) < len(self.toks)
        if found:
            before = sum(1 for tok in self.toks[: self.at] if tok.kind == "GROUP")
            self.toks, self.at = kept, self.at - before
        return found

    def right_side(self, left: Expr) -> list[Equation]:
        right = self.quantity()
        out = [(left, right)]
        self.skip("COMMA", "NOW")
        # "Un padre tiene 40 años y su hijo 12"
        while self.is_kind("AND", "COMMA"):
            self.skip("AND", "COMMA", "NOW")
            tok = self.peek()
            if tok is None or tok.kind not in ("ENT", "OTHER", "SECOND", "THIRD", "SMALL"):
                self._fail("rest")
            one = self.term()
            out.append((one, self.quantity()))
        self.end()
        return out

    def end(self) -> None:
        self.skip("COMMA", "NOW", "AND")
        if self.peek() is not None:
            self._fail(self.toks[self.at].text)

    def rest_number(self) -> Expr:
        amount = self.quantity()
        self.end()
        return amount

    def quantity_to_end(self) -> Expr:
        found = self.quantity()
        self.end()
        return found

    def _differ(self, amount: Expr) -> Equation:
        nodes = list(self.scene.nodes.values())
        if len(nodes) != 2:
            self._fail("difference")
        return added([nodes[0], less(nodes[1])]), amount

    def group(self) -> Expr:
        """All quantities together."""
        nodes = list(self.scene.nodes.values())
        if len(nodes) < 2:
            self._fail("group")
        return added([self.moved(node) for node in nodes])

    def moved(self, node: Expr) -> Expr:
        """The quantity at the moment that the clause speaks of."""
        if self.offset is None or self.scene.kind != "ages":
            return node
        return added([node, self.offset])

    def listed(self) -> Expr:
        """One quantity, or several joined by commas and `y` before a verb of sums."""
        terms = [self.quantity()]
        while (
            self.is_kind("AND", "COMMA")
            and (after := self.peek(1)) is not None
            and after.kind in ("ENT", "OTHER", "AND", "POSS", "MULT", "SECOND", "THIRD")
        ):
            self.skip("AND", "COMMA")
            terms.append(self.quantity())
        self.listing = terms
        return added(terms)

    def quantity(self) -> Expr:
        terms = [self.term()]
        while self.is_kind("PLUS", "MINUS") or (
            self.is_kind("COMMA") and (then := self.peek(1)) is not None and then.kind in ("PLUS", "MINUS")
        ):
            self.skip("COMMA")
            tok, after = self.toks[self.at], self.peek(1)
            if after is None or after.kind == "THAN":
                break
            self.at += 1
            term = self.term()
            terms.append(less(term) if tok.kind == "MINUS" else term)
        return added(terms)

    def term(self) -> Expr:
        node = self.plain_term()
        if self.is_kind("SQD"):
            self.at += 1
            node = self.square(node)
        while self.is_kind("TIMESBY", "OVER") and (after := self.peek(1)) is not None and after.kind == "NUM":
            over = self.toks[self.at].kind == "OVER"
            if not after.amount:
                self._fail("zero")
            self.at += 2
            amount = after.amount or Fraction(1)
            node = times(1 / amount if over else amount, node)
        return node

    def plain_term(self) -> Expr:
        self.skip("NOW", "COMMA", "THAN")
        tok = self.peek()
        if tok is None:
            raise Unread("not_understood", "end")
        self.at += 1
        if tok.kind == "MULT" and tok.amount is not None:
            return self.multiple(tok.amount)
        if tok.kind == "NUM" and tok.amount is not None:
            return self.counted(tok)
        if tok.kind == "SUMOF":
            return self.sum_of()
        if tok.kind == "PRODOF":
            return self.product_of()
        if tok.kind == "SQOF":
            return self.square(self.term())
        if tok.kind == "DIFFOF":
            return self.difference()
        if tok.kind == "POSS":
            return self.possessive()
        if tok.kind in ("NEXT", "PREV"):  # "el siguiente de un número"
            return self.beside(self.term(), tok.kind)
        return self.named(tok)

    def multiple(self, factor: Fraction) -> Expr:
        if self.is_kind("MORE", "LESS") and self.toks[self.at].text not in (
            "mayor",
            "menor",
        ):  # "twice more" is read in two ways
            self._fail("more")
        self.skip("THAN", "COMMA", "PLUS" if (after := self.peek(1)) and after.kind == "THAN" else "THAN")
        self.skip("THAN")
        if self.peek() is None or self.is_kind("NOW"):
            if not (self.scene.subject and len(self.scene.nodes) == 2):
                self._fail("of what")
            return times(factor, self.moved(self.scene.other()))
        return times(factor, self.term())

    def counted(self, tok: Tok) -> Expr:
        amount = number(tok.amount or Fraction(0))
        if tok.name not in ("", "/"):
            length = tok.name.removesuffix("^2")
            if self.scene.unit not in ("", length):
                self._fail("units")
            if length != tok.name and self.scene.area is None:
                self._fail("area")
            self.scene.unit = length
        after, next_one = self.peek(), self.peek(1)
        if after is not None and (
            after.kind in ("MORE", "LESS", "BIG", "SMALL")
            or (after.kind in ("PLUS", "MINUS") and next_one is not None and next_one.kind == "THAN")
        ):
            self.at += 1
            self.skip("THAN")
            base = self.moved(self.scene.other()) if self.peek() is None else self.term()
            minus = after.kind in ("LESS", "SMALL", "MINUS")
            return added([base, less(amount) if minus else amount])
        if after is not None and after.kind == "SUBFROM":
            self.at += 1
            return added([self.term(), less(amount)])
        if (
            tok.name == "/"
            and (tok.amount or 0) < 1
            and after is not None
            and after.kind in ("NUMBER", "ENT", "POSS")
        ):
            return times(tok.amount or Fraction(0), self.term())
        return amount

    def sum_of(self) -> Expr:
        self.skip("COMMA", "POSS")
        if self.is_kind("GROUP") and (after := self.peek(1)) is not None and after.kind == "ENT":
            self.at += 1  # "la suma de las edades de Ana y Luis"
        if self.is_kind("GROUP"):
            return self.named(self._take())
        if self.is_kind("SQOF") and (behind := self.peek(1)) is not None and behind.kind in ("GROUP", "IS"):
            self.at += 1
            if self.is_kind("GROUP") and self._take().amount not in (None, len(self.scene.nodes)):
                self._fail("squares")
            return self.squares_of_all()
        if self.is_kind("IS") or self.peek() is None:
            return self.group()
        if self.is_kind("NUMBER", "ENT") and self.scene.kind == "numbers" and len(self.scene.nodes) > 1:
            self._fail("sum")
        terms = [self.term()]
        while self.is_kind("AND", "COMMA", "PLUS"):
            self.skip("AND", "COMMA", "PLUS")
            terms.append(self.term())
        if len(terms) < 2:
            self._fail("sum")
        return added(terms)

    def product_of(self) -> Expr:
        """`el producto de sus edades`, `el producto de Ana y Luis`, `su producto es`."""
        self.skip("COMMA", "POSS")
        if self.is_kind("GROUP"):
            tok = self._take()
            if tok.amount is not None and tok.amount != len(self.scene.nodes):
                self._fail("product")
            if self.is_kind("ENT"):
                self._fail("product")
            return self.product_of_all()
        if self.is_kind("IS", "NUM") or self.peek() is None:
            return self.product_of_all()
        if self.is_kind("NUMBER", "ENT") and self.scene.kind == "numbers" and len(self.scene.nodes) > 1:
            self._fail("product")
        one = self.term()
        if not self.is_kind("AND", "TIMESBY", "NUM"):
            self._fail("product")
        self.skip("AND", "TIMESBY")
        two = self.term()
        return multiplied(two, one) if not symbols_of(two) else multiplied(one, two)

    def product_of_all(self) -> Expr:
        """The two quantities multiplied."""
        nodes = list(self.scene.nodes.values())
        if len(nodes) != 2:
            self._fail("product")
        return multiplied(self.moved(nodes[0]), self.moved(nodes[1]))

    def square(self, node: Expr) -> Expr:
        """A quantity times itself."""
        return Pow(node, Num(Fraction(2)))

    def squares_of_all(self) -> Expr:
        """`la suma de los cuadrados de dos números`."""
        nodes = list(self.scene.nodes.values())
        if len(nodes) < 2:
            self._fail("squares")
        return added([Pow(self.moved(node), Num(Fraction(2))) for node in nodes])

    def _take(self) -> Tok:
        self.at += 1
        return self.toks[self.at - 1]

    def difference(self) -> Expr:
        self.skip("GROUP", "POSS")
        nodes = list(self.scene.nodes.values())
        if self.is_kind("IS") or self.peek() is None:
            if len(nodes) != 2:
                self._fail("difference")
            return added([nodes[0], less(nodes[1])])
        one = self.term()
        if not self.is_kind("AND"):
            self._fail("difference")
        self.skip("AND")
        return added([one, less(self.term())])

    def beside(self, node: Expr, kind: str) -> Expr:
        """The whole number after a quantity, or before it."""
        one = Num(Fraction(1))
        return added([node, one if kind == "NEXT" else less(one)])

    def possessive(self) -> Expr:
        """`su doble`, `ese número`, `su hijo`."""
        tok = self.peek()
        if tok is not None and tok.kind == "SQUARE":
            self.at += 1
            if self.last is None and not self.scene.nodes:
                self._fail("whose")
            return self.square(self.last if self.last is not None else next(iter(self.scene.nodes.values())))
        if tok is not None and tok.kind in ("MULT", "ENT", "DIFFOF", "SUMOF", "PRODOF"):
            if tok.kind == "MULT":
                self.at += 1
                if self.last is None and not self.scene.nodes:
                    self._fail("whose")
                base = self.last if self.last is not None else next(iter(self.scene.nodes.values()))
                return times(tok.amount or Fraction(1), base)
            return self.term()
        if tok is not None and tok.kind in ("NEXT", "PREV") and len(self.scene.nodes) == 1:
            self.at += 1
            return self.beside(next(iter(self.scene.nodes.values())), tok.kind)
        self.skip("NUMBER")
        if len(self.scene.nodes) != 1:
            self._fail("which")
        return self.moved(next(iter(self.scene.nodes.values())))

    def named(self, tok: Tok) -> Expr:
        node = self._named(tok)
        if node is None:
            raise Unread("not_understood", tok.text)
        self.last = node
        return node

    def _named(self, tok: Tok) -> Expr | None:
        scene = self.scene
        if tok.kind in ("MORE", "LESS") and tok.text in ("mayor", "menor"):
            tok = Tok("BIG" if tok.text == "mayor" else "SMALL", tok.text)
        if tok.kind == "ENT":
            return self.moved(scene.entity(tok.name))
        if tok.kind == "NUMBER":
            if scene.kind != "numbers":
                return None
            if len(scene.nodes) > 1:
                return None
            return next(iter(scene.nodes.values())) if scene.nodes else scene.entity("x")
        if tok.kind in ("GROUP", "GROUPN"):
            if tok.amount is not None and tok.amount != len(scene.nodes):
                return None
            return self.group()
        if tok.kind == "SELF":
            base = scene.nodes.get(scene.subject)
            moment = self.peek()
            if base is None:
                return None
            if moment is not None and moment.kind == "TIME":
                self.at += 1
                scene.shifts.append(int(moment.amount or 0))
                return added([base, number(moment.amount or Fraction(0))])
            if moment is not None and moment.kind == "NOW":
                self.at += 1
                return base
            return None
        if tok.kind == "PRON":
            return self.moved(scene.other())
        if tok.kind == "PERIM":
            return scene.perimeter
        if tok.kind == "AREA":
            return scene.area
        if tok.kind in ("ONE_OF", "OTHER"):
            return self._one_or_other(tok.kind)
        places = {"BIG": 0, "FIRST": 0, "SMALL": 1, "SECOND": 1, "THIRD": 2}
        if tok.kind not in places or (tok.kind in ("BIG", "SMALL") and len(scene.nodes) != 2):
            return None
        if (
            self.is_kind("GROUP")
            and self.toks[self.at].amount in (None, len(scene.nodes))
            and (self.toks[self.at].name == "numbers")
        ):
            self.at += 1  # "el mayor de dos números"
        if tok.kind in ("BIG", "SMALL"):
            big, small = scene.nodes
            scene.order = [(big, small)]
        return scene.place(places[tok.kind])

    def _one_or_other(self, kind: str) -> Expr | None:
        scene = self.scene
        if scene.kind == "numbers" and not scene.nodes and not scene.closed and kind == "ONE_OF":
            return scene.entity("x")
        if scene.kind == "numbers" and len(scene.nodes) == 1 and not scene.closed and kind == "OTHER":
            return scene.entity("y")
        if scene.kind == "angles" and len(scene.nodes) == 3 and kind == "ONE_OF":
            return scene.place(0)
        if len(scene.nodes) != 2:
            return None
        return scene.place(0 if kind == "ONE_OF" else 1)



_LATER = frozenset(
    ("tendra", "tendran", "sera", "seran", "tenia", "tenian", "era", "eran", "was", "were", "had", "will be", "will have")
)
