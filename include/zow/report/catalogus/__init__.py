"""The catalogue: a page for every figure of the house, made from the dbt project and the policy seeds (issue 6 point 4).

`write(folder)` makes it, into `report/catalogus/` of every version, `write_house()` into `reports/catalogus/`. A
template links a figure with the filter `definitie`: `<a href="{{ "effectmeting.succesvol" | definitie }}">`.
"""

from zow.report.catalogus.pages import FOLDER, write, write_house

__all__ = ["FOLDER", "write", "write_house"]
