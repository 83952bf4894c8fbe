#!/usr/bin/env bash
# Runs the asset of examples/dagster once and imports the DAG of examples/airflow.
#
#     tests/witness/examples.sh PLUMBLINE DAGSTER_PYTHON AIRFLOW_PYTHON
#
# The last two are the interpreters of environments with the packages dagster and apache-airflow.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

PLUMBLINE="$1" PLUMBLINE_PIPELINE=pipelines/annual-rating PLUMBLINE_OUT="$scratch/out" \
    PYTHONPATH=examples/dagster "$2" - <<'PYTHON'
import dagster as dg
import plumbline_assets

done = dg.materialize([plumbline_assets.annual_rating])
[event] = done.asset_materializations_for_node("annual_rating")
ratings = event.metadata["ratings"].data
assert done.success and sum(rating["authorities"] for rating in ratings) == 152, event.metadata
assert plumbline_assets.defs.resolve_schedule_def("every_night").cron_schedule == "15 2 * * *"
print("the Dagster asset rated 152 authorities")
PYTHON

AIRFLOW_HOME="$scratch/airflow" PYTHONPATH=examples/airflow "$3" - <<'PYTHON'
import plumbline_dag

tasks = [task.task_id for task in plumbline_dag.dag.tasks]
assert tasks == ["rate", "letters"], tasks
assert plumbline_dag.dag.get_task("letters").upstream_task_ids == {"rate"}
print("the Airflow DAG has its tasks in order")
PYTHON
