"""Drives jobs with pyvo's AsyncTAPJob. Usage: asynctapjob.py JOBLIST CASE; says "fine" at the end."""
import sys
import tempfile
from datetime import datetime, timedelta, timezone

import requests
from pyvo.dal import DALQueryError
from pyvo.dal.tap import AsyncTAPJob

joblist, case = sys.argv[1:]


def create(**parameters):
    answer = requests.post(joblist, data=parameters, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    return AsyncTAPJob(answer.headers["Location"])


if case == "run":
    job = create(QUERY="SELECT n FROM t", RUNID="pyvo")
    assert job.phase == "PENDING"
    job.run().wait(timeout=60)
    assert job.phase == "COMPLETED", job.phase
    assert job.job.runid == "pyvo" and job.owner is None
    assert job.fetch_result().to_table()["n"][0] == 42
    url = job.url
    job.delete()
    assert requests.get(url).status_code == 404
elif case == "abort":
    job = create(QUERY="SLEEP")
    job.run().wait(phases=["EXECUTING"], timeout=60)
    job.abort()
    assert job.phase == "ABORTED", job.phase
    job.delete()
elif case == "properties":
    job = create(QUERY="SELECT n FROM t")
    assert round(job.execution_duration.sec) == 600, job.execution_duration
    job.execution_duration = 60
    assert round(job.execution_duration.sec) == 60
    when = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None) + timedelta(hours=1)
    job.destruction = when
    assert job.destruction.datetime.replace(tzinfo=None) == when, job.destruction
    assert job.quote is None
    job.query = "SELECT m FROM t"
    assert "SELECT m FROM t" in [parameter.content for parameter in job.job.parameters]
    job.delete()
elif case == "error":
    job = create(QUERY="FAIL")
    job.run().wait(timeout=60)
    assert job.phase == "ERROR", job.phase
    assert job.job.errorsummary.type_ == "fatal"
    try:
        job.raise_if_error()
    except DALQueryError:
        pass
    else:
        raise AssertionError("no error raised")
    job.delete()
elif case == "upload":
    job = create(QUERY="SELECT n FROM t")
    content = "<VOTABLE/>\r\nä" * 20_000
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as table:
        table.write(content)
        table.flush()
        job.upload(mytable=table.name)
    assert requests.get(job.url + "/parameters/mytable").content.decode("utf-8").replace("\r", "") == content.replace("\r", "")
    job.run().wait(timeout=60)
    assert job.phase == "COMPLETED", job.phase
    job.delete()
else:
    raise SystemExit("unknown case " + case)
print("fine")
