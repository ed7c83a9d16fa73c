"""Lists jobs with pyvo's TAPService. Usage: joblist.py SERVICE/async; says "fine" at the end."""
import sys
from datetime import datetime, timedelta, timezone

import requests
from pyvo.dal import AsyncTAPJob, TAPService

joblist = sys.argv[1]


def create(**parameters):
    answer = requests.post(joblist, data=parameters, allow_redirects=False)
    return answer.headers["Location"].rsplit("/", 1)[1]


before = datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(seconds=5)
pending, other = create(RUNID="listed"), create(RUNID="listed")
aborted = create()
requests.post(joblist + "/" + aborted + "/phase", data={"PHASE": "ABORT"})
service = TAPService(joblist.rsplit("/", 1)[0])

jobs = {job.jobid: job for job in service.get_job_list(phases=["PENDING"], after=before)}
assert pending in jobs and other in jobs and aborted not in jobs, jobs
assert jobs[pending].runid == "listed" and jobs[pending].phase == "PENDING"
assert aborted in {job.jobid for job in service.get_job_list(phases=["PENDING", "ABORTED"])}
assert len(service.get_job_list(last=1)) == 1
late = datetime.now(timezone.utc).replace(tzinfo=None) + timedelta(hours=1)
assert len(service.get_job_list(after=late)) == 0
for job in (pending, other, aborted):
    AsyncTAPJob(joblist + "/" + job).delete()
print("fine")
