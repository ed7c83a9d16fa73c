#!/usr/bin/env python3
"""A stand-in for Moab's client commands: msub, showq, checkjob, mjobctl and canceljob over a real SLURM.

Moab is proprietary and could not be had: the Moab manager was tested against THIS, written after the vendor's public manuals, and not against a
licensed server. What is real here: the jobs, their queue, holds, ends and exit codes, which are those of SLURM. What is not: everything else.

Call it by the name of the command (symbolic links). The folder $MOABHOMEDIR holds switches.json:
  slurmConf     SLURM_CONF of the cluster below
  prefix        of the job ids: "Moab." or "" (default)
  ids           {SLURM number: id} of single jobs
  plainMsub     msub knows no --xml: an empty line, then the id
  banner        text before and after every answer
  odd           an attribute with bytes that are not UTF-8, control characters, children of jobs
  delay         seconds for which showq shows the same picture (the scheduler's iteration)
  purge         seconds after which finished jobs are forgotten
  noCompleted   showq -c is for administrators
  noCodes       showq -c tells no completion codes
  regexIds      USEJOBREGEX: the ids of mjobctl are regular expressions
  slurmWords    the states are SLURM's own words
  fail          {command: how}, with "showq -c" and "checkjob ID" commands of their own; how is one of
                before  the client's timeout, nothing was done     after  the same, but it was done all the same
                odd     it was done, but it ends with an error that nobody knows
                down    no server                                   hang   no answer at all
                file:F  the bytes of file F
"""
import json
import os
import re
import signal
import subprocess
import sys
import time
from xml.sax.saxutils import quoteattr

HOME = os.environ.get("MOABHOMEDIR", "/nonexistent")
PROGRAM = os.path.basename(sys.argv[0])
HELD = {"JobHeldUser": "UserHold", "JobHeldAdmin": "SystemHold"}
NEVER = ("PartitionTimeLimit", "PartitionNodeLimit", "PartitionConfig", "BadConstraints", "InvalidAccount", "InvalidQOS", "DependencyNeverSatisfied")
FIELDS = "JobID State Reason UserName Account Partition exit_code SubmitTime StartTime EndTime TimeLimit TimeUsed NumCPUs NumNodes WorkDir Name".split()

with open(os.path.join(HOME, "switches.json"), encoding="utf-8") as file:
    switches = json.load(file)
slurm_environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC0", "SLURM_TIME_FORMAT": "%s", "SLURM_CONF": switches["slurmConf"]}


class Refused(Exception):
    """Ends the command with status 1 and this text."""


def slurm(*words, **more):
    return subprocess.run(words, env={**slurm_environment, **more}, capture_output=True, text=True, errors="replace", check=False)


def must(result):
    if result.returncode != 0:
        raise Refused("ERROR:    " + result.stderr.strip().replace("\n", "\nERROR:    "))
    return result.stdout


def moab_id(number):
    return switches.get("ids", {}).get(number, switches.get("prefix", "") + number)


def seconds(text):
    """Of SLURM's [days-][hours:]minutes:seconds."""
    days, _, rest = text.rpartition("-")
    total = 0
    for part in rest.split(":"):
        total = total * 60 + int(part) if part.isdigit() else 0
    return total + 86400 * int(days or 0)


def minutes(text):
    """Of a walltime: seconds or [[DD:]HH:]MM:SS."""
    parts = [int(p) for p in text.split(":")]
    weights = [1, 60, 3600, 86400]
    return max(1, -(-sum(p * w for p, w in zip(reversed(parts), weights)) // 60))


# ---- the jobs of SLURM in Moab's words

def describe(raw):
    job = dict(zip(FIELDS, raw.split("|", len(FIELDS) - 1)))
    word, reason, status = job["State"], job["Reason"], int(job["exit_code"] or 0)
    used, asked = seconds(job["TimeUsed"]), seconds(job["TimeLimit"])
    queue, state, more = "active", "Running", {}
    if word == "PENDING":
        queue, state = "eligible", "Idle"
        if reason in HELD:
            queue, state = "blocked", HELD[reason]
        elif reason in NEVER:
            queue, state, more = "blocked", "BatchHold", {"BlockReason": "BatchHold", "Description": "cannot be started: " + reason}
        elif reason == "BeginTime":
            queue, state = "blocked", "Deferred"
        elif reason not in ("None", "Resources", "Priority"):
            queue, more = "blocked", {"BlockReason": reason}
    elif word == "SUSPENDED":
        state = "Suspended"
    elif word == "CONFIGURING":
        state = "Starting"
    elif word not in ("RUNNING", "COMPLETING"):
        queue, state = "completed", "Completed"
        code = str(status >> 8 if status & 127 == 0 else 256 + (status & 127))
        if word == "CANCELLED":
            state, code = "Removed", "CNCLD"
        elif word == "TIMEOUT":
            code, used = "271", max(used, asked)
        elif word == "NODE_FAIL":
            state, code = "Vacated", "CNCLD(node)"
        elif status & 127 == 53:  # SLURM's word for a script that it could not start
            code = "-3"
        more = {"CompletionCode": code, "CompletionTime": job["EndTime"]}
    if switches.get("slurmWords"):
        state = word if word != "PENDING" or reason == "None" else reason
    # SLURM lets a job that was cancelled while it waited start and end at once.
    never = queue not in ("active", "completed") or not job["StartTime"].isdigit() or (word == "CANCELLED" and job["StartTime"] == job["EndTime"])
    started = "0" if never else job["StartTime"]
    return {
        "queue": queue, "slurm": job["JobID"], "reason": reason, "user": job["UserName"], "ended": float(job["EndTime"]) if queue == "completed" and job["EndTime"].isdigit() else None,
        "attributes": {
            "JobID": moab_id(job["JobID"]), "DRMJID": job["JobID"], "JobName": job["Name"].rstrip("|"), "User": job["UserName"], "Class": job["Partition"],
            "State": state, "SubmissionTime": job["SubmitTime"], "StartTime": started, "AWDuration": str(used), "ReqAWDuration": str(asked), "ReqProcs": job["NumCPUs"],
            "ReqNodes": job["NumNodes"], "IWD": job["WorkDir"], **more,
        },
    }


def all_jobs():
    output = must(slurm("squeue", "--states=all", "--noheader", "-O", ",".join(f + ":|" for f in FIELDS)))
    jobs = [describe(line) for line in output.splitlines() if line.count("|") >= len(FIELDS) - 1 and line.split("|")[0].isdigit()]
    purge = switches.get("purge")
    return [j for j in jobs if purge is None or j["ended"] is None or time.time() - j["ended"] < purge]


def snapshot():
    """The picture of the last iteration."""
    delay = switches.get("delay", 0)
    path = os.path.join(HOME, "snapshot.json")
    try:
        if delay and time.time() - os.stat(path).st_mtime < delay:
            with open(path, encoding="utf-8") as old:
                return json.load(old)
    except OSError:
        pass
    jobs = all_jobs()
    if delay:
        with open(f"{path}.{os.getpid()}", "w", encoding="utf-8") as new:
            json.dump(jobs, new)
        os.replace(new.name, path)
    return jobs


def element(job, drop=()):
    attributes = {k: v for k, v in job["attributes"].items() if k not in drop}
    text = "<job " + " ".join(f"{k}={quoteattr(v)}" for k, v in attributes.items())
    # Children, and bytes that are no UTF-8.
    return text + (' Group="\udcfcbel\x07"><req AllocNodeList="n1"/><job JobID="1">no job</job></job>' if switches.get("odd") else "/>")


def find(text, finished=False):
    """The jobs that an id means."""
    jobs = [j for j in all_jobs() if finished or j["queue"] != "completed"]
    if switches.get("regexIds") and PROGRAM in ("mjobctl", "canceljob"):
        found = [j for j in jobs if re.search(text, j["attributes"]["JobID"])]
    else:
        found = [j for j in jobs if text in (j["attributes"]["JobID"], "ALL")]
    if not found:
        raise Refused(f'<Data><Error code="700">server rejected request - invalid job specified: {text}</Error></Data>' if PROGRAM == "checkjob" and "--xml" in sys.argv
                      else f"ERROR:  invalid job specified ({text})")
    return found


# ---- the commands

def msub(words):
    options, resources, hold, xml, name = [], [], False, False, "STDIN"
    flags, valued = "hEzVK", "lNdoejSqArCWvaMmpk"
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word == "--xml":
            xml = not switches.get("plainMsub")
        elif word[1:] in flags:
            hold |= word == "-h"
        elif word[1:] in valued:
            value = words.pop(0)
            if word == "-l":
                resources += value.split(",")
            elif word == "-N":
                name = value
                if not re.fullmatch(r"[A-Za-z][^\s]{0,14}", name):
                    raise Refused(f"ERROR:  illegal job name '{name}'")
            elif word in ("-d", "-o", "-q", "-A"):
                if word == "-o" and ":" in value:
                    raise Refused(f"ERROR:  no such host in '{value}'")
                options.append({"-d": "--chdir=", "-o": "--output=", "-q": "--partition=", "-A": "--account="}[word] + value)
        else:
            raise Refused(f"ERROR:  unknown option '{word}'")
    if len(words) != 1:
        raise Refused("ERROR:  msub takes one script and no arguments")
    for resource in resources:
        key, _, value = resource.partition("=")
        if key == "nodes":
            count, *parts = value.split(":")
            options.append("--nodes=" + count)
            options += ["--ntasks-per-node=" + p[4:] for p in parts if p.startswith("ppn=")]
        elif key in ("mem", "qos", "procs"):
            options.append({"mem": "--mem=", "qos": "--qos=", "procs": "--ntasks="}[key] + re.sub("b$", "", value))
        elif key == "walltime":
            options.append(f"--time={minutes(value)}")
        elif key not in ("flags", "pmem", "VAR"):
            raise Refused(f"ERROR:  unknown resource '{key}'")
    number = must(slurm("sbatch", "--parsable", "--no-requeue", "--export=ALL", "--job-name=" + name, *options, *(["--hold"] if hold else []), words[0],
                        MOAB_JOBNAME=name)).strip()
    number = moab_id(number)
    return f'<Data><job JobID="{number}"/></Data>\n' if xml else f"\n{number}\n"


def showq(words):
    completed, users = "-c" in words, [w[5:] for w in words if w.startswith("user=")]
    if completed and switches.get("noCompleted"):
        raise Refused("ERROR:    user is not authorized to run command 'showq -c'")
    jobs = [j for j in snapshot() if not users or j["user"] in users]
    drop = ("IWD", "CompletionCode") if switches.get("noCodes") else ("IWD",)
    text = f'<Data><Object>queue</Object><cluster LocalActiveNodes="1" LocalConfigNodes="2" time="{int(time.time())}"/>'
    for option in ("completed",) if completed else ("active", "eligible", "blocked"):
        inside = [element(j, drop) for j in jobs if j["queue"] == option]
        text += f'<queue count="{len(inside)}" option="{option}"{" purgetime=" + chr(34) + "86400" + chr(34) if completed else ""}>{"".join(inside)}</queue>'
    return text + "</Data>\n"


def checkjob(words):
    ids = [w for w in words if not w.startswith("-")]
    return "<Data>" + "".join(element(j) for i in ids for j in find(i, finished=True)) + "</Data>\n"


def mjobctl(words):
    action, rest = words[0], words[1:]
    if action == "-c":
        text = ""
        for job in [j for i in rest[0].split(",") for j in find(i)]:
            must(slurm("scancel", job["slurm"]))
            text += f"job '{job['attributes']['JobID']}' cancelled\n"
        return text
    if action in ("-h", "-u"):
        kind = rest.pop(0) if len(rest) > 1 else ("user" if action == "-h" else "all")
        for job in find(rest[0]):
            if action == "-u" and kind == "user" and job["reason"] == "JobHeldAdmin":
                raise Refused("ERROR:    user is not authorized to release system holds")
            must(slurm("scontrol", "release" if action == "-u" else "uhold" if kind == "user" else "hold", job["slurm"]))
        return f"holds modified for job {rest[0]}\n"
    if action in ("-s", "-r"):
        for job in find(rest[0]):
            must(slurm("scontrol", "suspend" if action == "-s" else "resume", job["slurm"]))
        return f"job '{rest[0]}' modified\n"
    if action == "-m":
        key, _, value = rest[0].partition("=")
        if key not in ("reqawduration", "wclimit"):
            raise Refused(f"ERROR:  cannot modify attribute '{key}'")
        for job in find(rest[1]):
            must(slurm("scontrol", "update", "JobId=" + job["slurm"], f"TimeLimit={minutes(value)}"))
        return f"job '{rest[1]}' modified\n"
    raise Refused(f"ERROR:  unknown option '{action}'")


def canceljob(words):
    return mjobctl(["-c", ",".join(words)])


def main():
    words = sys.argv[1:]
    fail = switches.get("fail", {})
    how = fail.get(" ".join([PROGRAM] + words[-1:])) or fail.get("showq -c" if PROGRAM == "showq" and "-c" in words else PROGRAM, "")
    banner = switches.get("banner", "")
    if how.startswith("file:"):
        with open(how[5:], "rb") as answer:
            sys.stdout.buffer.write(answer.read())
        return 0
    if how == "hang":
        signal.pause()
    try:
        if how == "down" or slurm("scontrol", "ping").returncode != 0:
            raise Refused("ERROR:    cannot connect to server 'moab' on port 42559")
        if how == "before":
            raise Refused("ERROR:  client timed out after 30 seconds (moab:42559=MSched)")
        text = {"msub": msub, "showq": showq, "checkjob": checkjob, "mjobctl": mjobctl, "canceljob": canceljob}[PROGRAM](words)
        if how == "after":
            raise Refused("ERROR:  client timed out after 30 seconds (moab:42559=MSched)")
        if how == "odd":
            raise Refused("ERROR:  internal error 42")
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    sys.stdout.buffer.write((banner + text + banner).encode("utf-8", "surrogateescape"))
    return 0


sys.exit(main())
