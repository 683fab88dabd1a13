"""Which rows of a relation can count, given what is known of them: what facts about a row say of the rows that it is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlglot import exp

from zow.figures import lineage
from zow.figures.facts import NONE, TRUTHY, Facts, Known, Place, asked, constants, granted, is_falsy, may_be, names, places, unwrapped
from zow.figures.relations import WRAPPERS, Model, Path, Relation, Select, Stored, Union, has_aggregate

# a policy value is looked up in these, by its key: the kind of value, and which column says of what it is
POLICY = {"policy_values": ("profiel", None), "norm_values": ("norm", "norm"), "indicator_values": ("indicator", "indicator")}


class Pruning:
    """Answers about relations, each question once."""

    def __init__(self) -> None:
        self._answers: dict[tuple, Any] = {}

    def _once(self, key: tuple, answer: Callable[[], Any]) -> Any:
        if key not in self._answers:
            self._answers[key] = answer()
        return self._answers[key]

    def may_have(self, relation: Relation, facts: Facts) -> bool:
        """Whether it can have a row that meets `facts`, as far as its constants say."""
        return not facts or self._once(("may", id(relation), facts), lambda: self._may_have(relation, facts))

    def _may_have(self, relation: Relation, facts: Facts) -> bool:
        if isinstance(relation, Union):
            return any(True for _ in self.legs(relation, facts))
        if isinstance(relation, Select):
            for (column, *rest), test in facts:
                item = relation.items.get(column)
                if item is not None and not any(may_be(constant, test) for constant in self._constants(item, tuple(rest))):
                    return False
            known = self.known(relation, facts)
            return all(self.may_have(one.relation, self._told(one.relation, known.of(alias)))
                       for alias, one in relation.inputs.items() if one.kind != "anti")
        return not isinstance(relation, Model) or relation.relation is None or self.may_have(relation.relation, facts)

    def legs(self, union: Union, facts: Facts) -> Iterator[tuple[Relation, Facts]]:
        """The legs of a union that can have rows that meet `facts`, each with those facts under its own names."""
        for leg in union.legs:
            named = [(union.column_of(leg, path[0]), path, test) for path, test in facts]
            if any(name is None for name, _, _ in named):
                continue  # what a leg lacks is NULL, which meets nothing
            renamed = self._told(leg, frozenset(((name, *path[1:]), test) for name, path, test in named))
            if self.may_have(leg, renamed):
                yield leg, renamed

    def known(self, select: Select, facts: Facts = NONE) -> Known:
        """What holds of the input rows behind the rows of a select that meet `facts`; behind a group only what holds of its key."""
        return self._once(("known", id(select), facts), lambda: self._known(select, facts))

    def _known(self, select: Select, facts: Facts) -> Known:
        known = self._once(("always", id(select)), lambda: _always(select))
        for (column, *rest), test in facts:
            item = select.items.get(column)
            if item is not None and (select.keys is None or is_key(select, item, column)):
                known |= asked(select, item, tuple(rest), test)
            elif item is None and len(select.free) == 1:
                known |= Known(frozenset({((select.free[0], (column, *rest)), test)}))
        return self.joined(select, known)

    def joined(self, select: Select, known: Known) -> Known:
        """With what the left joins say that a fact needs to have found a row."""
        return self._once(("joined", id(select), known), lambda: self._joined(select, known))

    def _joined(self, select: Select, known: Known) -> Known:
        if any(one.kind == "full" for one in select.inputs.values()):
            return Known()
        found, before = known.closed(), None
        while found != before:
            before = found
            for alias, one in select.inputs.items():
                if one.kind == "left" and found.of(alias):
                    found = (found | self._on(select, alias)).closed()
        return found

    def of(self, select: Select, alias: str, known: Known) -> Facts:
        """What holds of the rows of one input that count, as far as it can make rows drop out."""
        return self._once(("of", id(select), alias, known), lambda: self._of(select, alias, known))

    def _of(self, select: Select, alias: str, known: Known) -> Facts:
        one = select.inputs[alias]
        if one.kind == "full":
            return NONE
        if one.is_asof:  # any row that fits can be the nearest one, also a row that is then found wanting
            known = Known(frozenset((place, test) for place, test in known.tests if place[0] != alias))
        if one.is_asof or one.kind in ("left", "anti"):
            known = (known | self._on(select, alias)).closed()
        return self._told(one.relation, known.of(alias))

    def _on(self, select: Select, alias: str) -> Known:
        return self._once(("on", id(select), alias), lambda: granted(select, select.inputs[alias].on))

    def _told(self, relation: Relation, facts: Facts) -> Facts:
        """Without the facts that cannot make a row drop out: fewer different questions, the same answers."""
        return frozenset((path, test) for path, test in facts if self._tells(relation, path, test == TRUTHY))

    def _tells(self, relation: Relation, path: Path, truthy: bool) -> bool:
        return self._once(("tells", id(relation), path, truthy), lambda: self._is_telling(relation, path, truthy))

    def _is_telling(self, relation: Relation, path: Path, truthy: bool) -> bool:
        if isinstance(relation, (Model, Stored)) and relation.name in POLICY and path[0] in ("sleutel", POLICY[relation.name][1]):
            return True
        if isinstance(relation, Stored):
            return False
        if isinstance(relation, Model):
            return relation.relation is not None and self._tells(relation.relation, path, truthy)
        if isinstance(relation, Union):
            named = [(leg, relation.column_of(leg, path[0])) for leg in relation.legs]
            return any(name is None or self._tells(leg, (name, *path[1:]), truthy) for leg, name in named)
        item = relation.items.get(path[0])
        if item is None:
            return any(self._tells(relation.inputs[alias].relation, path, truthy) for alias in relation.free)
        if any(constant is not None for constant in self._constants(item, path[1:])):
            return True
        if relation.keys is not None and not is_key(relation, item, path[0]):
            return truthy
        rest = path[1:]
        while isinstance(item, (*WRAPPERS, exp.Explode)):
            rest = ("[]", *rest) if isinstance(item, exp.Explode) else rest
            item = item.this
        if names(item):
            return any(self._place_tells(relation, (alias, path + rest), truthy) for alias, path in places(relation, item))
        return truthy and not rest and any(self._place_tells(relation, place, either) for column in item.find_all(exp.Column)
                                           for place in places(relation, column) for either in (True, False))

    def _constants(self, item: exp.Expr, rest: Path) -> frozenset:
        return self._once(("constants", id(item), rest), lambda: frozenset(constants(item, rest)))

    def _place_tells(self, select: Select, place: Place, truthy: bool) -> bool:
        same = self._once(("same", id(select), place), lambda: _same(select, place))
        return any(self._tells(select.inputs[alias].relation, path, truthy) for alias, path in same)


def _same(select: Select, place: Place) -> set[Place]:
    """The places that equal this one through the conditions of the joins."""
    equal, same, before = _always(select, ("inner", "semi", "left", "anti")).equal, {place}, 0
    while len(same) != before:
        before = len(same)
        same |= {one for pair in equal for one in pair if same & set(pair)}
    return same


def _always(select: Select, kinds: tuple[str, ...] = ("inner", "semi")) -> Known:
    known = granted(select, select.clause("where"))
    for one in select.inputs.values():
        if one.kind in kinds:
            known |= granted(select, one.on)
    return known


def is_key(select: Select, item: exp.Expr | None, column: str) -> bool:
    """Whether a column of a select that aggregates is one of what it groups by, by its expression or its name."""
    return item is not None and any(item == key or names(key) == [column] or (names(item) and names(item) == names(key))
                                    for key in select.keys or [])


def sums(select: Select, facts: Facts) -> list[exp.Expr]:
    """The columns of a select that aggregates which are no key, and of which it is known that they are not nothing."""
    if select.keys is None:
        return []
    return [item for (column, *rest), test in sorted(facts, key=str) if test == TRUTHY and not rest
            and (item := select.items.get(column)) is not None and not is_key(select, item, column)
            and has_aggregate(item)]


def is_granted(select: Select, facts: Facts) -> bool:
    """Whether a column that is known to be true says that HAVING is: `bool_or(a)` grants `bool_or(a or b)`."""
    having = unwrapped(select.clause("having"))
    if not isinstance(having, exp.LogicalOr):
        return False
    either = list(having.this.flatten()) if isinstance(having.this, exp.Or) else [having.this]
    true = [select.items[path[0]] for path, test in facts if test == TRUTHY and len(path) == 1 and path[0] in select.items]
    true = [item.this if isinstance(item, exp.Coalesce) and len(item.expressions) == 1 and is_falsy(item.expressions[0]) else item
            for item in true]
    return any(isinstance(item, exp.LogicalOr) and item.this in either for item in true)


def looked_up(name: str, facts: Facts) -> list[lineage.Value]:
    """The policy values that rows of a table of policy with `facts` are; an empty key is every key."""
    if name not in POLICY:
        return []
    kind, column = POLICY[name]
    texts = {path[0]: test[1] for path, test in facts if test[0] == "in" and len(path) == 1}
    return [lineage.Value(kind, of, key) for of in sorted(texts.get(column, {""})) for key in sorted(texts.get("sleutel", {""}))]
