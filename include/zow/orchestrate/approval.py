"""The task that waits for a second pair of eyes (S1 actie 47), between a version that is ready and a version that readers see.

Under the scheduler it parks on Airflow's human-in-the-loop request; the answer counts as that of the user who is logged in. Run by
`zow publish` it never parks: the decision comes with the run (`goedgekeurd_door`, `opmerking` in its conf), which counts there only,
because nobody is logged in there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param

from zow.orchestrate.run import in_process

# how long a run waits for its answer; zow.publish.housekeeping keeps the draft as long
PATIENCE = timedelta(days=92)


class AnswerRefused(Exception):
    """The answer does not count; the next try of the task asks again. No ZowError, because those are not tried again."""


class FourEyes(ApprovalOperator):
    """Ask for approval of the draft of run `zow_run`; does nothing where no gemeente of it needs one. A retry asks again: after an answer
    that does not count, and when Airflow lost one (an answer in the second in which the request was made: docs/runbooks/
    publish_verantwoording.md). What was decided before such a loss is kept."""

    template_fields = (*ApprovalOperator.template_fields, "zow_run")

    def __init__(self, *, zow_run: str, **kwargs: Any) -> None:
        # Airflow hands every operator the params of its DAG; those of the request are its own form. It wants a value that fits before the
        # task starts, so that an empty remark is refused afterwards (zow.publish.approval.objection).
        kwargs["params"] = {"opmerking": Param("", type="string", title="Opmerking (verplicht)",
                                               description="Waarop uw oordeel rust. Wordt bewaard bij de publicatie.")}
        super().__init__(**{
            "subject": "Goedkeuring", "ignore_downstream_trigger_rules": True,
            # each lost or refused answer costs one; the wait itself none, and no slot of the pool either
            "retries": 50, "retry_delay": timedelta(seconds=5), "retry_exponential_backoff": 0, "max_retry_delay": None,
            "execution_timeout": None, "pool": "default_pool", **kwargs})
        self.zow_run = zow_run

    def execute(self, context: Any) -> Any:
        from zow.publish import approval
        from zow.warehouse.run import Run

        run, given = Run(self.zow_run), context["dag_run"].conf or {}
        plan = run.read()
        if plan.afgewezen:
            return self._skip(context)
        if plan.goedgekeurd_door:
            return None
        if in_process() and given.get("goedgekeurd_door"):
            return approval.decide(run, True, given["goedgekeurd_door"], given.get("opmerking"), self._starters(context))
        if not approval.needed(plan):
            return None
        self.subject, self.body = approval.ask(run, self._starters(context))
        if in_process():
            raise approval.ApprovalNeeded(f"{self.subject}\n\n{self.body}", str(run.draft / "report" / "index.html"),
                                          approval.how_to_approve(plan))
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        from zow.publish import approval
        from zow.warehouse.run import Run

        run, user = Run(self.zow_run), event.get("responded_by_user") or {}
        approved = event["chosen_options"] == [self.APPROVE]
        try:
            approval.decide(run, approved, user.get("name"), (event["params_input"] or {}).get("opmerking"), self._starters(context))
        except approval.Objection as refused:
            raise AnswerRefused(str(refused)) from refused
        return super().execute_complete(context, event)

    def _starters(self, context: Any) -> list[str | None]:
        from zow.warehouse.run import Run

        # in-process nobody is logged in: the name of the user is one that Airflow makes up
        return [Run(self.zow_run).read().gestart_door, None if in_process() else context["dag_run"].triggering_user_name]

    def _skip(self, context: Any) -> None:
        self.skip(ti=context["ti"], tasks=self.get_flat_relatives(upstream=False))
