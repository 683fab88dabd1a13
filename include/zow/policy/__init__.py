"""Policy is data (architecture 8): the numbers of the seeds in `dbt_project/seeds/policy`."""

from zow.policy.seeds import rows, tables

__all__ = ["rows", "tables"]
