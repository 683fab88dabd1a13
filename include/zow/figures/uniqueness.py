"""Whether a join can multiply rows: what the SQL and the keys of the sources say of it."""

from __future__ import annotations

from sqlglot import exp

from zow.figures.facts import names, unwrapped
from zow.figures.pruning import POLICY, is_key
from zow.figures.relations import Model, Relation, Select, Stored, Union


def finds_one(select: Select, alias: str) -> bool:
    """Whether a join finds at most one row for each row before it."""
    one = select.inputs[alias]
    if one.is_asof or one.kind in ("semi", "anti"):
        return True
    if (isinstance(one.relation, Stored) and one.relation.is_seed) or (isinstance(one.relation, Model) and one.relation.name in POLICY):
        return True  # test single_values_are_single of the dbt project holds the seeds to it
    pinned = set()
    for part in _conditions(one.on):
        for side, other in ((part.this, part.expression), (part.expression, part.this)) if isinstance(part, exp.EQ) else ():
            found = select.resolve(names(side)) if names(side) else []
            about = {of for column in other.find_all(exp.Column) for of, _ in select.resolve(names(column))}
            if len(found) == 1 and found[0][0] == alias and len(found[0][1]) == 1 and alias not in about:
                pinned.add(found[0][1][0])
    return is_unique(one.relation, frozenset(pinned))


def is_unique(relation: Relation, columns: frozenset[str]) -> bool:
    """Whether no two rows have the same `columns`."""
    if isinstance(relation, Stored):
        return relation.key is not None and relation.key <= columns
    if isinstance(relation, Model):
        return relation.relation is not None and is_unique(relation.relation, columns)
    if isinstance(relation, Union):
        return relation.distinct and relation.columns is not None and set(relation.columns) <= columns
    if relation.free:
        return False
    if relation.keys is not None:
        covered = [names(key)[-1] for key in relation.keys if names(key)]
        return relation.is_simply_grouped and len(covered) == len(relation.keys) and all(
            name in columns and is_key(relation, relation.items.get(name), name) for name in covered)
    if relation.tree.args.get("distinct") is not None and set(relation.items) <= columns:
        return True
    if any(True for item in relation.items.values() for _ in item.find_all(exp.Explode)):
        return False
    first = next((alias for alias, one in relation.inputs.items() if one.kind == "from"), None)
    plain = [place for name in columns if names(relation.items.get(name)) for place in relation.resolve(names(relation.items[name]))]
    return (first is not None and all(finds_one(relation, alias) for alias in relation.inputs if alias != first)
            and is_unique(relation.inputs[first].relation, frozenset(path[0] for alias, path in plain if alias == first)))


def _conditions(on: exp.Expr | None) -> list[exp.Expr]:
    if on is None:
        return []
    on = unwrapped(on)
    return [part for side in (on.this, on.expression) for part in _conditions(side)] if isinstance(on, exp.And) else [on]
