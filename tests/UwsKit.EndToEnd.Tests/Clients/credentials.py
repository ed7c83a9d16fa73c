"""pyvo as somebody. Usage: credentials.py JOBLIST CASE SECRET [JOB]; says "fine" at the end.

basic: SECRET is amina's password; token: it is a token of hers; refused: it is eve's password, and JOB is amina's.
"""
import sys

import requests
from pyvo.dal import DALServiceError
from pyvo.dal.tap import AsyncTAPJob

joblist, case, secret = sys.argv[1:4]
session = requests.Session()
if case == "token":
    session.headers["Authorization"] = "Bearer " + secret
else:
    session.auth = ("eve" if case == "refused" else "amina", secret)


def refusal(url, session, status):
    try:
        AsyncTAPJob(url, session=session)
    except DALServiceError as e:
        assert e.code == status, e.code
        return str(e)
    raise AssertionError(f"{url} was shown")


if case == "refused":
    job = sys.argv[4]
    text = refusal(job, session, 403)
    assert "403" in text and "Forbidden" in text, text
    text = refusal(job, None, 401)
    assert "401" in text and "Unauthorized" in text, text
    session.auth = ("amina", "guessed")
    text = refusal(job, session, 401)
    assert "401" in text, text
    print(job)
else:
    answer = session.post(joblist, data={"QUERY": "SELECT n FROM t"}, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    job = AsyncTAPJob(answer.headers["Location"], session=session)
    assert job.owner == "amina", job.owner
    job.run().wait(timeout=60)
    assert job.phase == "COMPLETED", job.phase
    assert job.fetch_result().to_table()["n"][0] == 42
    assert session.get(joblist).text.count(job.job_id) > 0
    print(job.url)
print("fine")
