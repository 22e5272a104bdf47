"""A class's choice of methods: one name, or one for each nature of problem."""

from subjects.methods import chosen, named, unknown_in

OWN = ("substitution", "elimination")


def test_the_first_name_that_is_ones_own_is_chosen() -> None:
    assert chosen("balance, elimination; substitution", OWN) == "elimination"


def test_no_choice_is_the_default() -> None:
    assert chosen(None, OWN) == chosen("balance", OWN) == chosen("", OWN) == "substitution"
    assert chosen("balance", ()) == ""


def test_a_name_that_is_no_method_is_found() -> None:
    assert named("balance + elimination") == ("balance", "elimination")
    assert unknown_in("elimination, eliminacion", OWN) == "eliminacion"
    assert unknown_in("elimination", OWN) is None
