"""The SQL of the dbt project as relations: what is selected from what, and which columns each has.

`zow.figures.dependence` asks of these relations what a value is made from. Here is only what the SQL says; nothing is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import sqlglot
from sqlglot import exp

from zow import contracts
from zow.figures import lineage
from zow.warehouse import raw_schema

File = tuple[str, str]
Path = tuple[str, ...]  # a column, then the fields within it; EACH stands for any element of a list, LENGTH for how many it has
EACH, LENGTH = "[]", "#"
WRAPPERS = (exp.Paren, exp.Alias, exp.Cast, exp.TryCast)
AGGREGATES = (exp.AggFunc, exp.Filter, exp.IgnoreNulls, exp.RespectNulls)
_SETS = (exp.GroupingSets, exp.Cube, exp.Rollup)


@dataclass(eq=False)
class Stored:
    """A source table (`file`: bron and bestand, None for what is known of the deliveries) or a seed. `columns` None: any column."""

    name: str
    file: File | None
    columns: tuple[str, ...] | None
    is_seed: bool = False

    @cached_property
    def key(self) -> frozenset[str] | None:
        """The columns that tell its rows apart; None where that is not known. GWS has one delivery per gemeente, which the contract's
        key tells apart; the files of the others replace each other per month or year."""
        if self.file is None or self.file[0] != "gws" or self.name == raw_schema.HISTORY:
            return None
        columns = contracts.load("gws", None).file(self.file[1]).key
        return frozenset({"gemeentecode", *(column.stored[0] for column in columns)})


@dataclass(eq=False)
class Model:
    """A model of the project; `relation` is None where its SQL cannot be read: then it depends on all that it names."""

    name: str
    relation: Relation | None

    @property
    def columns(self) -> tuple[str, ...] | None:
        return self.relation.columns if self.relation else None


@dataclass(eq=False)
class Union:
    """Rows of `legs` together. `distinct`: equal rows are one row."""

    legs: list[Relation]
    distinct: bool
    by_name: bool

    @cached_property
    def columns(self) -> tuple[str, ...] | None:
        every = [leg.columns for leg in self.legs]
        if self.by_name:
            return None if None in every else tuple(dict.fromkeys(name for columns in every for name in columns))
        return every[0]

    def column_of(self, leg: Relation, name: str) -> str | None:
        """What column `name` is called in a leg; None when a leg by name does not have it."""
        if self.by_name or self.columns is None or leg.columns is None:
            return name if leg.columns is None or name in leg.columns else None
        return leg.columns[self.columns.index(name)] if name in self.columns else None


@dataclass(eq=False)
class Input:
    """What a select reads under an alias. `kind`: from, inner, left, semi, anti or full (also right: either side can be empty)."""

    relation: Relation
    kind: str
    on: exp.Expr | None = None
    is_asof: bool = False

    @property
    def restricts(self) -> bool:
        """Whether it decides which rows there are."""
        return self.kind not in ("from", "left")


@dataclass(eq=False)
class Select:
    """One select: its columns with their expressions (stars written out), what it reads by alias, and what restricts its rows.
    `keys` are the expressions it groups by (None: it does not aggregate), `free` the aliases whose unknown columns a star passes on."""

    model: str
    tree: exp.Select
    inputs: dict[str, Input]
    outer: Select | None
    reader: Reader
    ctes: Mapping[str, Relation]
    items: dict[str, exp.Expr] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)

    @property
    def columns(self) -> tuple[str, ...] | None:
        return None if self.free else tuple(self.items)

    def clause(self, name: str) -> exp.Expr | None:
        found = self.tree.args.get(name)
        return found.this if found is not None else None

    @cached_property
    def keys(self) -> list[exp.Expr] | None:
        group = self.tree.args.get("group")
        if group is None:
            return [] if any(has_aggregate(e) for e in self.items.values()) or self.clause("having") is not None else None
        if group.args.get("all"):
            return [item for item in self.items.values() if not has_aggregate(item)]
        keys = [self._key(key) for key in group.expressions]
        return [part for key in keys for part in (key.find_all(exp.Column) if isinstance(key, _SETS) else [key])]

    @property
    def is_simply_grouped(self) -> bool:
        group = self.tree.args.get("group")
        return group is not None and not any(isinstance(key, _SETS) for key in group.expressions)

    def _key(self, key: exp.Expr) -> exp.Expr:
        if isinstance(key, exp.Literal) and not key.is_string:
            return list(self.items.values())[int(key.this) - 1]
        return key

    def window(self, node: exp.Window) -> exp.Window:
        """The window itself where it is named by the window clause."""
        named = {w.this.name.lower(): w for w in self.tree.args.get("windows") or []}
        return named.get(node.alias.lower(), node) if not node.args.get("partition_by") else node

    def subquery(self, node: exp.Expr) -> Relation:
        return self.reader.query(node, self.ctes, self.model, self)

    def resolve(self, names: list[str]) -> list[tuple[str, Path]]:
        """The aliases and paths that a column reference can be about; [] when this select has none."""
        if len(names) > 1 and names[0] in self.inputs:
            return [(names[0], tuple(names[1:]))]
        having = [alias for alias, one in self.inputs.items() if names[0] in (one.relation.columns or ())]
        if having:
            return [(alias, tuple(names)) for alias in having]
        return [(alias, tuple(names)) for alias, one in self.inputs.items() if one.relation.columns is None]


Relation = Stored | Model | Union | Select


class Unreadable(Exception):
    """SQL that these relations cannot say."""


class Reader:
    """Every model of `nodes` (of `lineage.graph`) as a relation, each read once."""

    def __init__(self, nodes: dict[str, lineage.Node]) -> None:
        self.nodes = nodes
        self._known: dict[str, Relation] = {}
        self._subqueries: dict[int, Relation] = {}
        self._raw = {name: tuple(column.lower() for column in columns) for name, columns in raw_schema.relations().items()}

    def model(self, name: str) -> Model | Stored:
        """The model or seed of that name."""
        if name not in self._known:
            node = self.nodes.get(name)
            if node is None:
                self._known[name] = Stored(name, None, None, is_seed=True)
            else:
                try:
                    relation = self.query(sqlglot.parse_one(node.sql, dialect="duckdb"), {}, name, None)
                except (sqlglot.errors.SqlglotError, Unreadable):
                    relation = None
                self._known[name] = Model(name, relation)
        return self._known[name]

    def query(self, tree: exp.Expr, ctes: Mapping[str, Relation], model: str, outer: Select | None) -> Relation:
        """The relation of a query; `ctes` are those in sight, `outer` the select around a subquery. Raises Unreadable."""
        if id(tree) in self._subqueries:
            return self._subqueries[id(tree)]
        ctes = dict(ctes)
        within = tree.args.get("with_")
        if within is not None:
            if within.args.get("recursive"):
                raise Unreadable("recursive")
            for cte in within.expressions:
                _no_columns(cte)
                ctes[cte.alias.lower()] = self.query(cte.this, ctes, model, outer)
        if tree.args.get("limit") is not None or tree.args.get("offset") is not None:
            raise Unreadable("limit")
        if isinstance(tree.args.get("distinct"), exp.Distinct) and tree.args["distinct"].args.get("on") is not None:
            raise Unreadable("distinct on")
        if isinstance(tree, exp.Subquery):
            found = self.query(tree.this, ctes, model, outer)
        elif isinstance(tree, exp.Union):
            found = self._union(tree, ctes, model, outer)
        elif isinstance(tree, exp.Select):
            found = self._select(tree, ctes, model, outer)
        else:
            raise Unreadable(type(tree).__name__)
        self._subqueries[id(tree)] = found
        return found

    def _union(self, tree: exp.Union, ctes: Mapping[str, Relation], model: str, outer: Select | None) -> Union:
        distinct, by_name = bool(tree.args.get("distinct")), bool(tree.args.get("by_name"))
        legs = []
        for side in (tree.this, tree.expression):
            leg = self.query(side, ctes, model, outer)
            flat = isinstance(leg, Union) and isinstance(side, exp.Union) and (leg.distinct, leg.by_name) == (distinct, by_name)
            legs += leg.legs if flat else [leg]
        return Union(legs, distinct, by_name)

    def _select(self, tree: exp.Select, ctes: Mapping[str, Relation], model: str, outer: Select | None) -> Select:
        inputs: dict[str, Input] = {}
        start = tree.args.get("from_")
        if start is not None:
            alias, relation = self._table(start.this, ctes, model, outer)
            inputs[alias] = Input(relation, "from")
        if tree.args.get("laterals") or tree.args.get("pivots"):
            raise Unreadable("lateral")
        for join in tree.args.get("joins") or []:
            alias, relation = self._table(join.this, ctes, model, outer)
            if join.args.get("using") or join.method == "NATURAL" or alias in inputs:
                raise Unreadable("using")
            inputs[alias] = Input(relation, _kind(join), join.args.get("on"), join.method == "ASOF")
        if any(one.kind == "full" for one in inputs.values()):
            for one in inputs.values():
                one.kind = "full"
        select = Select(model, tree, inputs, outer, self, ctes)
        for item in tree.expressions:
            self._add(select, item)
        return select

    def _add(self, select: Select, item: exp.Expr) -> None:
        star = item.this if isinstance(item, exp.Column) else item
        if not isinstance(star, exp.Star):
            _once(select, _name(item), item.this if isinstance(item, exp.Alias) else item)
            return
        if star.args.get("rename"):
            raise Unreadable("rename")
        left_out = {_name(column) for column in star.args.get("except_") or []}
        replaced = {alias.alias.lower(): alias.this for alias in star.args.get("replace") or []}
        for alias in [item.table.lower()] if isinstance(item, exp.Column) else list(select.inputs):
            if alias not in select.inputs:
                raise Unreadable(f"{alias}.*")
            if select.inputs[alias].kind in ("semi", "anti"):
                continue
            columns = select.inputs[alias].relation.columns
            if columns is None:
                select.free.append(alias)
                select.items.update(replaced)
            for name in columns or ():
                if name not in left_out:
                    _once(select, name, replaced.get(name, exp.column(name, table=alias)))

    def _table(self, tree: exp.Expr, ctes: Mapping[str, Relation], model: str, outer: Select | None) -> tuple[str, Relation]:
        alias = (tree.alias or tree.name or f"_{id(tree)}").lower()
        if tree.args.get("pivots") or tree.args.get("sample") or tree.args.get("joins"):
            raise Unreadable("pivot")
        _no_columns(tree)
        if isinstance(tree, exp.Subquery):
            return alias, self.query(tree, ctes, model, outer)
        if not isinstance(tree, exp.Table) or not isinstance(tree.this, exp.Identifier):
            raise Unreadable(type(tree).__name__)
        name = tree.name.lower()
        if not tree.db:
            return alias, ctes[name] if name in ctes else self.model(name)
        file = lineage.file_of(tree.db, name)
        return alias, self._known.setdefault(f"{tree.db}.{name}", Stored(name, file, self._raw.get(name)))


def _no_columns(named: exp.Expr) -> None:
    alias = named.args.get("alias")
    if isinstance(alias, exp.TableAlias) and alias.args.get("columns"):
        raise Unreadable("new names for columns")


def _kind(join: exp.Join) -> str:
    if join.kind in ("SEMI", "ANTI"):
        return join.kind.lower()
    return {"LEFT": "left", "FULL": "full", "RIGHT": "full"}.get(join.side, "inner")


def _once(select: Select, name: str, item: exp.Expr) -> None:
    if name in select.items:
        raise Unreadable(f"{name} twice")
    select.items[name] = item


def _name(item: exp.Expr) -> str:
    return (item.alias_or_name or item.sql("duckdb")).lower()


def has_aggregate(item: exp.Expr) -> bool:
    """Whether there is any of `aggregates` in an expression."""
    return any(True for _ in aggregates(item))


def aggregates(item: exp.Expr) -> Iterator[exp.Expr]:
    """The aggregate functions in an expression that are not themselves a window, with their filter; not those of a subquery."""
    if isinstance(item, exp.Query):
        return
    if isinstance(item, AGGREGATES):
        yield item
        return
    if isinstance(item, exp.Window):
        function, _ = parted(item.this)
        inner = [*function.iter_expressions(), *(part for name in ("partition_by", "order") for part in listed(item.args.get(name)))]
    else:
        inner = list(item.iter_expressions())
    for part in inner:
        yield from aggregates(part)


def parted(item: exp.Expr) -> tuple[exp.Expr, exp.Expr | None]:
    """An aggregate function without its filter, and that filter."""
    condition = None
    while isinstance(item, (exp.Filter, exp.IgnoreNulls, exp.RespectNulls)):
        condition = item.expression.this if isinstance(item, exp.Filter) else condition
        item = item.this
    return item, condition


def listed(value: object) -> list[exp.Expr]:
    """An argument of a node that sqlglot gives as a list, as one expression or not at all."""
    return value if isinstance(value, list) else [value] if isinstance(value, exp.Expr) else []
