"""Problems that chain several relations: gases, solutions, limiting reactants, yields, formulas from analysis.

A problem is its known quantities, its reaction and what it asks. The way is deduced from the relations of the
class (`relations`), evaluated with any table of atomic masses (`plan`), and misconceptions are changes of one
relation whose effect is followed to the end (`wrongs`).
"""
