"""A night of plumbline in Dagster: the run is an asset, with what its manifest says as metadata.

Start it with `dagster dev -f plumbline_assets.py`. A gate (exit code 3) is a failure that no retry
will pass; everything else may be tried again.
"""

import json
import os
import subprocess
from pathlib import Path

import dagster as dg

PROGRAM = os.environ.get("PLUMBLINE", "plumbline")
PIPELINE = os.environ.get("PLUMBLINE_PIPELINE", "/srv/plumbline/pipelines/annual-rating")
OUT = Path(os.environ.get("PLUMBLINE_OUT", "/srv/plumbline/out/annual-rating"))

GATE = 3


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=2, delay=600))
def annual_rating(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Rated tables of every authority, in `current` below the output folder."""
    command = [PROGRAM, "run", PIPELINE, "--out", str(OUT), "--log-format", "json", "--quiet"]
    ended = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    for line in ended.stderr.splitlines():
        context.log.info(line)
    if ended.returncode != 0:
        raise dg.Failure(
            description=ended.stderr,
            metadata={"exit_code": ended.returncode},
            allow_retries=ended.returncode != GATE,
        )
    run = (OUT / "current").resolve()
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    return dg.MaterializeResult(
        metadata={
            "run": manifest["run"],
            "folder": dg.MetadataValue.path(run),
            "warnings": len(manifest["warnings"]),
            "ratings": dg.MetadataValue.json(manifest["ratings"]),
        }
    )


every_night = dg.ScheduleDefinition(
    name="every_night",
    target=dg.AssetSelection.assets(annual_rating),
    cron_schedule="15 2 * * *",
)

defs = dg.Definitions(assets=[annual_rating], schedules=[every_night])
