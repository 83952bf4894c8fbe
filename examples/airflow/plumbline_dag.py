"""A night of plumbline in Apache Airflow.

The exit code decides: 0 is done or unchanged, 3 is a gate, which no retry will pass and a person has
to look at, 4 is another run in the same folder, which a later try will not meet. Set the variables
below, and put the file into the DAGs' folder.
"""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

PROGRAM = "plumbline"
PIPELINE = "/srv/plumbline/pipelines/annual-rating"
OUT = "/srv/plumbline/out/annual-rating"

GATE = 3


with DAG(
    dag_id="plumbline_annual_rating",
    description="Rate children's services from the national extracts",
    schedule="15 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
) as dag:

    @task
    def rate():
        """Runs the pipeline; what a gate stopped is not tried again."""
        import subprocess

        command = [PROGRAM, "run", PIPELINE, "--out", OUT, "--log-format", "json", "--quiet"]
        ended = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        print(ended.stderr)
        if ended.returncode == GATE:
            raise AirflowFailException(ended.stderr)
        if ended.returncode != 0:
            raise AirflowException(ended.stderr)

    @task
    def letters():
        """Writes the letters of the run that is current now."""
        import subprocess

        subprocess.run([PROGRAM, "letter", OUT, "--all"], check=True)

    rate() >> letters()
