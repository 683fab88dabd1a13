"""What is known of the rows that a value can come from, so that legs of a union that cannot give such a row drop out.

A fact says of a column that it is one of some texts, starts with a text, is truthy (not NULL, not 0, not false) or is not NULL. It
may only drop rows that can never meet it, whatever the data: those in which the column is a constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from zow.figures.relations import EACH, WRAPPERS, Path, Select, parted

Test = tuple[str, Any]  # ("in", texts), ("like", start), ("truthy", None), ("notnull", None)
Facts = frozenset[tuple[Path, Test]]  # of the columns of a relation
Place = tuple[str, Path]  # an alias of a select and a path in it
TRUTHY, NOT_NULL = ("truthy", None), ("notnull", None)
NONE: Facts = frozenset()
NEUTRAL = (exp.Sum, exp.LogicalOr)  # aggregates to which NULL, 0 and false add nothing
_SKIPS_NULL = (*NEUTRAL, exp.Count, exp.Min, exp.Max, exp.AnyValue)
_COMPARED = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NEQ, exp.Like, exp.Between)


@dataclass(frozen=True)
class Known:
    """What must hold of a row of inputs: tests of places, and places that are equal."""

    tests: frozenset[tuple[Place, Test]] = frozenset()
    equal: frozenset[tuple[Place, Place]] = frozenset()

    def __or__(self, other: Known) -> Known:
        return Known(self.tests | other.tests, self.equal | other.equal)

    def closed(self) -> Known:
        """With what holds of a place said of those that equal it."""
        tests, before = set(self.tests), -1
        while len(tests) != before:
            before = len(tests)
            for left, right in self.equal:
                for one, other in ((left, right), (right, left)):
                    tests |= {(other, test) for place, test in tests if place == one}
        return Known(frozenset(tests), self.equal)

    def of(self, alias: str) -> Facts:
        own = {(path, test) for (of, path), test in self.tests if of == alias}
        said = {path for path, test in own if test != NOT_NULL}
        return frozenset((path, test) for path, test in own if test != NOT_NULL or path not in said)


def granted(select: Select, condition: exp.Expr | None) -> Known:
    """What holds of every row for which `condition` is true."""
    if condition is None:
        return Known()
    condition = unwrapped(condition)
    if isinstance(condition, exp.And):
        return granted(select, condition.this) | granted(select, condition.expression)
    if isinstance(condition, exp.Coalesce) and len(condition.expressions) == 1 and is_falsy(condition.expressions[0]):
        return granted(select, condition.this)
    if isinstance(condition, (exp.Column, exp.Dot)):
        return _known(places(select, condition), TRUTHY)
    if isinstance(condition, exp.Not) and isinstance(unwrapped(condition.this), exp.Is):
        inner = unwrapped(condition.this)
        return _known(places(select, inner.this), NOT_NULL) if isinstance(inner.expression, exp.Null) else Known()
    if isinstance(condition, exp.In):
        found = _known(places(select, condition.this), NOT_NULL)
        texts = condition.expressions
        if texts and all(isinstance(text, exp.Literal) and text.is_string for text in texts):
            found |= _known(places(select, condition.this), ("in", frozenset(text.this for text in texts)))
        return found
    return _compared(select, condition) if isinstance(condition, _COMPARED) else Known()


def _compared(select: Select, condition: exp.Expr) -> Known:
    sides = [unwrapped(side) for side in condition.iter_expressions()]
    found = Known()
    for side in sides:
        found |= _known(places(select, side), NOT_NULL)
    left, right = (sides[0], sides[1]) if len(sides) == 2 else (sides[0], None)
    if isinstance(condition, exp.EQ):
        for one, other in ((left, right), (right, left)):
            if isinstance(other, exp.Literal) and other.is_string:
                found |= _known(places(select, one), ("in", frozenset({other.this})))
        # through a cast two sides compare equal that are not the same value: only what is a plain column on both sides
        plain = [places(select, side) if isinstance(side, (exp.Column, exp.Dot)) else [] for side in condition.iter_expressions()]
        if len(plain[0]) == len(plain[1]) == 1:
            found |= Known(equal=frozenset({(plain[0][0], plain[1][0])}))
    elif isinstance(condition, exp.Like) and isinstance(right, exp.Literal):
        found |= _known(places(select, left), ("like", right.this.split("%")[0].split("_")[0]))
    elif isinstance(condition, (exp.GT, exp.NEQ)) and isinstance(right, exp.Literal) and not right.is_string and float(right.this) == 0:
        found |= _known(places(select, left), TRUTHY)
    return found


def asked(select: Select, item: exp.Expr, rest: Path, test: Test) -> Known:
    """What a test of a column of the select says of its inputs: `item` is the column, `rest` the path in it."""
    if isinstance(item, (exp.Paren, exp.Alias)) or (isinstance(item, WRAPPERS) and test in (TRUTHY, NOT_NULL)):
        return asked(select, item.this, rest, test)
    if isinstance(item, (exp.Column, exp.Dot)):
        return _known([(alias, path + rest) for alias, path in places(select, item)], test)
    if isinstance(item, exp.Explode):
        return asked(select, item.this, (EACH, *rest), test)
    if rest or test != TRUTHY:
        return Known()
    if isinstance(item, exp.Neg) or (isinstance(item, exp.Coalesce) and len(item.expressions) == 1 and is_falsy(item.expressions[0])):
        return asked(select, item.this, rest, test)
    return granted(select, item)


def counted(select: Select, item: exp.Expr, loose: bool) -> Known:
    """What holds of the rows that an aggregate counts; `loose`: also without those that add nothing. Nothing of any other expression."""
    while isinstance(item, WRAPPERS) or (isinstance(item, exp.Coalesce) and len(item.expressions) == 1 and is_falsy(item.expressions[0])):
        item = item.this
    function, condition = parted(item)
    if not isinstance(function, exp.AggFunc):
        return Known()
    value = function.this
    while isinstance(value, (exp.Distinct, exp.Order)):
        value = value.expressions[0] if isinstance(value, exp.Distinct) and len(value.expressions) == 1 else value.this
    found = granted(select, condition)
    if isinstance(value, exp.Expr) and not isinstance(value, exp.Star) and isinstance(function, _SKIPS_NULL):
        found |= asked(select, value, (), TRUTHY if loose and isinstance(function, NEUTRAL) else NOT_NULL)
    return found


def possible(item: exp.Expr, rest: Path, test: Test) -> bool:
    """Whether an expression can meet a test for some data, as far as its constants say."""
    return any(may_be(constant, test) for constant in constants(item, rest))


def elements(array: exp.Array, wanted: Iterable[tuple[Path, Test]]) -> list[exp.Expr]:
    """The elements of a list that can meet every test; the paths of `wanted` begin with EACH."""
    tests = [(path[1:], test) for path, test in wanted if path[:1] == (EACH,)]
    return [one for one in array.expressions if all(possible(one, path, test) for path, test in tests)]


def unwrapped(item: exp.Expr) -> exp.Expr:
    while isinstance(item, exp.Paren):
        item = item.this
    return item


def is_falsy(item: exp.Expr) -> bool:
    """Whether it is written as 0, false or NULL: with that in its place a NULL makes no difference to a sum or a condition."""
    while isinstance(item, WRAPPERS):
        item = item.this
    return isinstance(item, exp.Null) or (isinstance(item, exp.Boolean) and not item.this) or (
        isinstance(item, exp.Literal) and not item.is_string and float(item.this) == 0)


def field_of(struct: exp.Struct, name: str) -> exp.Expr | None:
    return next((one.expression for one in struct.expressions if isinstance(one, exp.PropertyEQ) and one.name.lower() == name), None)


def names(item: exp.Expr) -> list[str]:
    """The parts of a column reference, in lower case."""
    if isinstance(item, exp.Dot):
        return [*names(item.this), item.name.lower()]
    return [part.name.lower() for part in item.parts] if isinstance(item, exp.Column) else []


def places(select: Select, item: exp.Expr) -> list[Place]:
    """Where a plain column comes from, when there is only one such place."""
    parts = names(unwrapped(item))
    found = select.resolve(parts) if parts and all(parts) else []
    return found if len(found) == 1 else []


def _known(of: list[Place], test: Test) -> Known:
    return Known(frozenset((place, test) for place in of))


def constants(item: exp.Expr, rest: Path) -> Iterator[tuple[str, Any] | None]:
    """What an expression is in each of its rows as far as a constant says: ("text", ..), ("start", ..), ("number", ..), ("null", None)
    or None for anything."""
    item = unwrapped(item)
    if isinstance(item, exp.Explode):
        yield from constants(item.this, (EACH, *rest))
    elif rest and rest[0] == EACH and isinstance(item, exp.Array):
        for one in item.expressions:
            yield from constants(one, rest[1:])
    elif rest and isinstance(item, exp.Struct) and field_of(item, rest[0]) is not None:
        yield from constants(field_of(item, rest[0]), rest[1:])
    elif rest:
        yield None
    elif isinstance(item, exp.Null) or (isinstance(item, exp.Cast) and isinstance(item.this, exp.Null)):
        yield "null", None
    elif isinstance(item, exp.Boolean):
        yield "number", float(item.this)
    elif isinstance(item, exp.Literal):
        yield ("text", item.this) if item.is_string else ("number", float(item.this))
    elif isinstance(item, exp.Cast) and isinstance(item.this, exp.Literal) and not item.this.is_string:
        yield "number", float(item.this.this)
    elif isinstance(item, exp.DPipe):
        first = item
        while isinstance(first, exp.DPipe):
            first = first.this
        yield ("start", first.this) if isinstance(first, exp.Literal) and first.is_string else None
    else:
        yield None


def may_be(constant: tuple[str, Any] | None, test: Test) -> bool:
    """Whether what `constants` says of a row lets it meet a test."""
    if constant is None:
        return True
    (kind, value), (asks, wanted) = constant, test
    if kind == "null":
        return False
    if asks == "truthy":
        return kind != "number" or value != 0
    if kind == "number" or asks == "notnull":
        return True
    if asks == "in":
        return value in wanted if kind == "text" else any(text.startswith(value) for text in wanted)
    return value.startswith(wanted) or (kind == "start" and wanted.startswith(value))
