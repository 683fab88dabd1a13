"""zow.figures.sources: from a figure back to the files of the source, through marts, fragments, macros, core and staging."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zow import figures, settings
from zow.errors import ZowError
from zow.figures import lineage, statement

YML = """
models:
  - name: good
    description: Iets
    data_tests: [{unique_combination: {arguments: {columns: [gemeentecode, regel]}}}]
    columns:
      - {name: gemeentecode, data_type: varchar}
      - {name: regel, data_type: bigint}
      - {name: periode, data_type: bigint}
      - {name: aantal, data_type: bigint}
      - {name: status, data_type: varchar, config: {meta: {cijfer: true}}}
      - {name: volgnummer, data_type: bigint, config: {meta: {cijfer: false}}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A mart that reads core through a macro and a fragment, and a staging model of which a macro puts the name together."""
    files = {
        "macros/a.sql": "{% macro outer(x) %}{{ inner(x) }}{% endmacro %}\n"
                        "{% macro quiet() %}{{ return(adapter.dispatch('far', 'zow')()) }}{% endmacro %}\n"
                        "{% macro default__far() %}{{ ref('fct_far') }}{{ adapter.quote('x') }}{% endmacro %}",
        "macros/b.sql": "{% macro inner(x) %}select a.*, far.* from {{ ref(x) }} as a cross join {{ quiet() }} as far{% endmacro %}\n"
                        "{% macro stg(f) %}select * from {{ source('gws', 'gws_' ~ f) }}{% endmacro %}\n"
                        "{% macro policy_join(alias, sleutel, gemeentecode, day) %}{{ alias }}{% endmacro %}",
        "models/marts/t/good.sql": "{{ outer('fct_a') }} cross join {{ ref('part') }} as p",
        "models/marts/t/good.yml": YML,
        "models/marts/t/part.sql": "{{ config(materialized='ephemeral') }} select regel from {{ ref('fct_b') }}",
        "models/core/fct_a.sql": "select count(*) as aantal, 1 as status "
                                 "from {{ ref('stg_a') }} as {{ policy_join('v', 'termijn', 'g', 'd') }}",
        "models/core/fct_b.sql": "select 1 as regel from {{ ref('stg_h') }} cross join {{ ref('stg_k') }} as k",
        "models/core/fct_far.sql": "select 1 as ver from {{ ref('stg_t') }}",
        "models/staging/stg_t.sql": "{{ stg('trajecten') }}",
        "models/core/fct_c.sql": "select 1 as regel from {{ ref('stg_c') }}",
        "models/staging/stg_a.sql": "{{ stg('betalingen') }}",
        "models/staging/stg_c.sql": "{{ stg('uren') }}",
        "models/staging/stg_h.sql": "select * from {{ source('raw', 'gws_clienten_historie') }}",
        "models/staging/stg_k.sql": "select * from {{ source('raw', 'peilmomenten') }}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_sources_go_through_macros_fragments_and_core(project):
    assert figures.sources("good.aantal", project) == (("gws", "betalingen"), ("gws", "clienten"), ("gws", "trajecten"))


def test_a_model_says_which_policy_values_it_looks_up(project):
    assert lineage.graph(project, lineage.state(project))["fct_a"].values == (lineage.Value("profiel", "", "termijn"),)


def test_a_figure_is_what_a_mart_says_about_its_key(project):
    assert list(figures.every(project)) == ["good.aantal", "good.status"]


WORKED_OUT = """
with counted as (select k, sum(bedrag) filter (soort in ('a', 'from')) as som, count(*) as n from fct_a group by k union all
    select k, 0 as som, n from fct_b),
more as (select *, som - n as saldo from counted)
select m.k, cast(coalesce(m.som, 0) as decimal(18, 2)) as som, m.saldo as "over", d.naam, m.n / nullif(d.n, 0) as deel
from more as m left join dim_x as d on m.k = d.k
"""


@pytest.mark.parametrize(("column", "worked_out"), [
    ("deel", ["m.n / nullif(d.n, 0)"]), ("over", ["som - n"]), ("som", ["sum(bedrag) filter (soort in ('a', 'from'))", "0"]),
    ("naam", ["dim_x.naam"]), ("nergens", [])])
def test_a_column_is_followed_to_where_it_is_worked_out(column, worked_out):
    assert statement.expressions(WORKED_OUT, column) == worked_out


def test_the_formula_of_nearly_every_column_of_our_own_is_found():
    nodes = lineage.graph(settings.get().dbt_project, lineage.state(settings.get().dbt_project))
    columns = [figure for figure in figures.every().values() if figure.column]
    unread = [figure.id for figure in columns if not statement.expressions(nodes[figure.models[0]].sql, figure.column.name)]
    assert len(unread) < len(columns) / 20, unread


def test_an_unknown_figure_names_the_nearest(project):
    with pytest.raises(ZowError, match=r"good.aantl bestaat niet(.|\n)*Bedoelt u good.aantal"):
        figures.sources("good.aantl", project)


def test_a_changed_file_is_read_again(project):
    figures.sources("good.aantal", project)
    path = project / "models" / "core" / "fct_b.sql"
    path.write_text("select * from {{ ref('fct_c') }}", encoding="utf-8")
    os.utime(path, (0, 0))  # two writings can fall within one tick of the clock of a file system
    assert figures.sources("good.aantal", project) == (("gws", "betalingen"), ("gws", "trajecten"), ("gws", "uren"))


def test_no_model_looks_up_a_policy_value_unseen():
    """Through the macros alone, so that its catalogue pages name the value and say who changed it."""
    nodes = lineage.graph(settings.get().dbt_project, lineage.state(settings.get().dbt_project))
    seeds = {"policy_values": "profiel", "indicator_values": "indicator", "norm_values": "norm"}
    for seed, kind in seeds.items():
        readers = {name for name, node in nodes.items() if seed in node.refs}
        assert readers == {name for name, node in nodes.items() if kind in {value.kind for value in node.values}}
        assert readers


def test_every_figure_of_our_own_has_a_source():
    known = figures.every()
    assert len(known) > 150
    assert [figure.id for figure in known.values() if not figure.bronnen] == []
