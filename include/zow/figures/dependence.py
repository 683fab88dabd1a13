"""What a value in a mart is made from: source files, models and policy values, column by column through the SQL.

A value depends on
- the columns in its expression, followed through CTEs, subqueries and models down to the source; of a union on that column of each leg;
- in every select on the way that aggregates, on which rows there are to aggregate: what it reads from, its inner, cross, semi and anti
  joins, WHERE, QUALIFY, HAVING and the columns it groups by;
- in every select on the way that filters, on the filter and on the joins that can drop rows;
- on a LEFT JOIN only when the value or a filter uses one of its columns, or when it could multiply the rows that are counted.
It does not depend on whether its own row is there: a row that only says which keys exist gives nothing to the values beside it.

A leg of a union drops out where constants say that it cannot give the rows that count (`'uren' as soort` below `where soort =
'betaling'`, NULL or 0 below a sum). What cannot be decided counts: the answer may be too broad, never too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from zow.figures import lineage
from zow.figures.facts import NEUTRAL, NONE, TRUTHY, Facts, Known, counted, elements, field_of, is_falsy, names
from zow.figures.pruning import Pruning, is_granted, is_key, looked_up, sums
from zow.figures.relations import (
    AGGREGATES,
    EACH,
    LENGTH,
    WRAPPERS,
    Model,
    Path,
    Reader,
    Relation,
    Select,
    Stored,
    Union,
    has_aggregate,
    listed,
    parted,
)
from zow.figures.uniqueness import finds_one

Leaf = tuple[str, object]  # ("file", (bron, bestand)), ("model", name) or ("value", lineage.Value)
Leaves = frozenset[Leaf]
_NOTHING: Leaves = frozenset()


class Dependence:
    """Answers for the models of `nodes` (of `lineage.graph`), each question once."""

    def __init__(self, nodes: dict[str, lineage.Node]) -> None:
        self.nodes = nodes
        self.reader = Reader(nodes)
        self.pruning = Pruning()
        self._answers: dict[tuple, Leaves | bool] = {}

    def of(self, model: str, column: str, where: dict[str, str] | None = None) -> Leaves:
        """What `column` of `model` is made from, in the rows in which each column of `where` is that text."""
        facts = frozenset(((name,), ("in", frozenset({text}))) for name, text in (where or {}).items())
        return self.value(self.reader.model(model), (column,), facts)

    def value(self, relation: Relation, path: Path, facts: Facts = NONE) -> Leaves:
        """What the value at `path` is made from in the rows that meet `facts`."""
        return self._once(("value", id(relation), path, facts), lambda: self._value(relation, path, facts))

    def rows(self, relation: Relation, facts: Facts = NONE) -> Leaves:
        """What it depends on which rows there are that meet `facts`."""
        return self._once(("rows", id(relation), facts), lambda: self._rows(relation, facts))

    def everything(self, model: str) -> Leaves:
        """All that a model names, directly or not: for what cannot be decided."""
        read = lineage.upstream(self.nodes, [model])
        return frozenset({("model", node.name) for node in read} | {("file", file) for node in read for file in node.files}
                         | {("value", value) for node in read for value in node.values})

    def _once(self, key: tuple, answer: Callable) -> Leaves:
        if key not in self._answers:
            self._answers[key] = answer()
        return self._answers[key]

    def _value(self, relation: Relation, path: Path, facts: Facts) -> Leaves:
        if not self.pruning.may_have(relation, facts):
            return _NOTHING
        if isinstance(relation, Select):
            return self._selected(relation, path, facts)
        if isinstance(relation, Union):
            return _all(self.value(leg, (name, *path[1:]), inner) for leg, inner in self.pruning.legs(relation, facts)
                        if (name := relation.column_of(leg, path[0])) is not None)
        return self._below(relation, facts, lambda inner: self.value(inner, path, facts))

    def _rows(self, relation: Relation, facts: Facts) -> Leaves:
        if not self.pruning.may_have(relation, facts):
            return _NOTHING
        if isinstance(relation, Select):
            return self._rows_of(relation, facts)
        if isinstance(relation, Union):
            found = _all(self.rows(leg, inner) for leg, inner in self.pruning.legs(relation, facts))
            if relation.distinct:
                if relation.columns is None:
                    return found | self._broad(relation)
                found |= _all(self.value(relation, (name,), facts) for name in relation.columns)
            return found
        return self._below(relation, facts, lambda inner: self.rows(inner, facts))

    def _below(self, relation: Model | Stored, facts: Facts, ask: Callable[[Relation], Leaves]) -> Leaves:
        policy = frozenset(("value", value) for value in looked_up(relation.name, facts))
        if isinstance(relation, Stored):
            return policy | (frozenset({("file", relation.file)}) if relation.file else _NOTHING)
        if relation.relation is None:
            return self.everything(relation.name)
        return policy | {("model", relation.name)} | ask(relation.relation)

    def _selected(self, select: Select, path: Path, facts: Facts) -> Leaves:
        column, rest = path[0], path[1:]
        item = select.items.get(column)
        known = self.pruning.known(select, facts)
        if item is None:
            if not select.free:
                return self.everything(select.model)
            found = _all(self._through(select, alias, path, known, (path, TRUTHY) in facts) for alias in select.free)
        else:
            own = frozenset((each[1:], test) for each, test in facts if each[0] == column)
            counts = sums(select, facts)
            if counts and is_key(select, item, column):  # the rows of a sum have the key of their group
                known = self.pruning.joined(select, known | counted(select, counts[0], True))
            found = self._at(select, item, rest, own, known, (rest, TRUTHY) in own)
        if item is None or select.keys is None or not has_aggregate(item):
            found |= self._restricted(select, known)  # an aggregate says itself which rows it counts
        return found | self._dropped(select, known, facts)

    def _at(self, select: Select, item: exp.Expr, rest: Path, own: Facts, known: Known, loose: bool) -> Leaves:
        """What an expression, or the part `rest` of it, is made from. `own`: what is known of that expression."""
        if not rest:
            return self._made_from(select, item, known, loose)
        if isinstance(item, WRAPPERS):
            return self._at(select, item.this, rest, own, known, loose)
        if isinstance(item, (exp.Column, exp.Dot)):
            return self._reference(select, [*names(item)], rest, known, loose)
        if isinstance(item, exp.Explode):
            return self._at(select, item.this, (EACH, *rest), frozenset(((EACH, *path), test) for path, test in own), known, loose)
        if isinstance(item, exp.Array) and rest[0] == LENGTH:
            return _NOTHING
        if isinstance(item, exp.Array) and rest[0] == EACH:
            inner = frozenset((path[1:], test) for path, test in own if path[:1] == (EACH,))
            return _all(self._at(select, one, rest[1:], inner, known, loose) for one in elements(item, own))
        if isinstance(item, exp.Struct) and field_of(item, rest[0]) is not None:
            inner = frozenset((path[1:], test) for path, test in own if path[:1] == rest[:1])
            return self._at(select, field_of(item, rest[0]), rest[1:], inner, known, loose)
        return self._made_from(select, item, known, False)

    def _made_from(self, select: Select, item: exp.Expr, known: Known, loose: bool) -> Leaves:
        def each(parts: Iterable[exp.Expr | None], loosely: bool = False) -> Leaves:
            return _all(self._made_from(select, part, known, loosely) for part in parts if part is not None)

        if isinstance(item, (*WRAPPERS, exp.Neg)):
            return each([item.this], loose)
        if isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
            return self.everything(select.model)
        if isinstance(item, exp.Column) or (isinstance(item, exp.Dot) and names(item)):
            return self._reference(select, names(item), (), known, loose)
        if isinstance(item, exp.Query) or (isinstance(item, exp.In) and item.args.get("query") is not None):
            return self._subquery(select, item, known)
        if isinstance(item, exp.Window):
            return self._window(select, item)
        if isinstance(item, AGGREGATES):
            return self._aggregate(select, item, known, loose)
        if isinstance(item, (exp.And, exp.Or, exp.Mul)):
            return each([item.this, item.expression], loose)
        if isinstance(item, exp.Case) and item.this is None:
            return each((one.this for one in item.args["ifs"]), True) | each(
                [*(one.args["true"] for one in item.args["ifs"]), item.args.get("default")], loose)
        if isinstance(item, exp.Coalesce):
            parts = [item.this, *item.expressions]
            parts = parts[:-1] if is_falsy(parts[-1]) else parts
            return each(parts[:-1]) | each(parts[-1:], loose or len(parts) <= len(item.expressions))
        if isinstance(item, exp.Nullif) and is_falsy(item.expression):
            return each([item.this], True)
        if isinstance(item, exp.Div):
            return each([item.this], loose) | each([item.expression])
        return each(item.iter_expressions())

    def _reference(self, select: Select, parts: list[str], rest: Path, known: Known, loose: bool) -> Leaves:
        found = [self._through(select, alias, path + rest, known, loose) for alias, path in select.resolve(parts)]
        renamed = select.items.get(parts[0]) if not found and len(parts) == 1 else None
        if renamed is not None and parts not in [names(column) for column in renamed.find_all(exp.Column)]:
            found = [self._at(select, renamed, rest, NONE, known, loose)]  # a column of this select by its new name
        if not found and parts[0] in select.inputs:
            return self._broad(select)  # a whole row
        if not found and select.outer is not None:
            return self._reference(select.outer, parts, rest, self.pruning.known(select.outer), False)
        return _all(found) if found else self.everything(select.model)

    def _through(self, select: Select, alias: str, path: Path, known: Known, loose: bool) -> Leaves:
        """A value of an input; behind a left join with whether there was a row, and which. `loose`: NULL, 0 and false are one there,
        so only the rows in which it is none of these count."""
        one = select.inputs[alias]
        if loose and one.kind != "full":
            known = self.pruning.joined(select, known | Known(frozenset({((alias, path), TRUTHY)})))
        facts = self.pruning.of(select, alias, known)
        found = self.value(one.relation, path, facts)
        if one.kind != "left":
            return found
        return found | self.rows(one.relation, facts) | self._on(select, alias, known)

    def _on(self, select: Select, alias: str, known: Known) -> Leaves:
        """The columns of a join's condition. Those of the joined side are asked in the rows that it can find."""
        on = select.inputs[alias].on
        if on is None:
            return _NOTHING
        facts = self.pruning.of(select, alias, known)

        def asked_for(part: exp.Expr) -> Leaves:
            places = select.resolve(names(part)) if isinstance(part, exp.Column) else []
            if places:
                return _all(self.value(select.inputs[alias].relation, path, facts) if of == alias
                            else self._through(select, of, path, known, False) for of, path in places)
            if isinstance(part, (exp.Column, exp.Query, exp.Dot)):
                return self._made_from(select, part, known, False)
            return _all(asked_for(inner) for inner in part.iter_expressions())

        return asked_for(on)

    def _restricted(self, select: Select, known: Known) -> Leaves:
        """What drops or multiplies the rows that a select reads, but for those that it starts from."""
        return self._once(("restricted", id(select), known), lambda: self._restricts(select, known))

    def _restricts(self, select: Select, known: Known) -> Leaves:
        where = select.clause("where")
        found = self._made_from(select, where, known, True) if where is not None else _NOTHING
        for alias, one in select.inputs.items():
            if one.restricts:
                found |= self.rows(one.relation, self.pruning.of(select, alias, known)) | self._on(select, alias, known)
        return found

    def _dropped(self, select: Select, known: Known, facts: Facts) -> Leaves:
        """What drops rows of a select after it counted: HAVING and QUALIFY."""
        clauses = [select.clause("qualify")]
        if select.clause("having") is not None and not is_granted(select, facts):
            clauses.append(select.clause("having"))
        return _all(self._made_from(select, clause, known, True) for clause in clauses if clause is not None)

    def _read(self, select: Select, known: Known) -> Leaves:
        """Which rows a select reads, before it groups them."""
        return self._once(("read", id(select), known), lambda: self._reads(select, known))

    def _reads(self, select: Select, known: Known) -> Leaves:
        found = self._restricted(select, known)
        for alias, one in select.inputs.items():
            if one.kind == "from":
                found |= self.rows(one.relation, self.pruning.of(select, alias, known))
            elif one.kind == "left" and not one.is_asof and not finds_one(select, alias):
                found |= self.rows(one.relation, self.pruning.of(select, alias, known)) | self._on(select, alias, known)
        return found | _all(self._at(select, node.this, (LENGTH,), NONE, known, False)
                            for item in select.items.values() for node in item.find_all(exp.Explode))

    def _rows_of(self, select: Select, facts: Facts) -> Leaves:
        known = self.pruning.known(select, facts)
        found = self._dropped(select, known, facts)
        if select.keys is None:
            found |= self._read(select, known)
            if select.tree.args.get("distinct") is not None:
                found |= _all(self.value(select, (name,), facts) for name in select.items)
                found |= self._broad(select) if select.free else _NOTHING
            return found
        # of the groups in which a count or sum is not nothing, the rows that it counts say which there are
        counts = sums(select, facts)
        if counts:
            return found | _all(self._made_from(select, item, known, True) for item in counts)
        return found | self._read(select, known) | self._keyed(select, known)

    def _keyed(self, select: Select, known: Known) -> Leaves:
        return self._once(("keyed", id(select), known), lambda: _all(
            self._made_from(select, key, known, False) for key in select.keys or []))

    def _aggregate(self, select: Select, item: exp.Expr, known: Known, loose: bool) -> Leaves:
        function, condition = parted(item)
        if not isinstance(function, exp.AggFunc):
            return self.everything(select.model)
        known = self.pruning.joined(select, known | counted(select, item, loose))
        found = self._read(select, known) | self._keyed(select, known)
        if condition is not None:
            found |= self._made_from(select, condition, known, True)
        arguments = [part for part in function.iter_expressions() if not isinstance(part, exp.Star)]
        return found | _all(self._made_from(select, part, known, loose and isinstance(function, NEUTRAL)) for part in arguments)

    def _window(self, select: Select, item: exp.Window) -> Leaves:
        """A window looks at other rows than its own, so nothing of what is known of that row helps: all rows that the select reads."""
        known = self.pruning.known(select)
        spec = select.window(item)
        parts = [part for name in ("partition_by", "order") for part in listed(spec.args.get(name))]
        if select.keys is not None:
            parts += select.keys
        function, condition = parted(item.this)
        parts += [part for part in (condition, *function.iter_expressions()) if part is not None and not isinstance(part, exp.Star)]
        return self._read(select, known) | _all(self._made_from(select, part, known, False) for part in parts)

    def _subquery(self, select: Select, item: exp.Expr, known: Known) -> Leaves:
        query = item if isinstance(item, exp.Query) else item.args["query"]
        relation = select.subquery(query)
        if relation.columns is None:
            return self._broad(select)
        found = self.rows(relation) | _all(self.value(relation, (name,)) for name in relation.columns)
        return found | (self._made_from(select, item.this, known, False) if isinstance(item, exp.In) else _NOTHING)

    def _broad(self, relation: Relation) -> Leaves:
        """All that the models around a relation name."""
        if isinstance(relation, Union):
            return _all(self._broad(leg) for leg in relation.legs)
        return self.everything(relation.model if isinstance(relation, Select) else relation.name)


def _all(parts: Iterable[Leaves]) -> Leaves:
    return frozenset().union(*parts)
