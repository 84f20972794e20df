"""Running the workflow, or anything that Snakemake drives, so that each job's cost is known exactly.

Snakemake's own benchmark files look at a job every half second and later every half minute, so that short jobs and
short peaks of memory escape them. Here Snakemake finds another bash before the system's: one that runs the job in the
system's bash and writes down what the kernel says that it used.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]
SNAKEMAKE = Path(sys.executable).with_name("snakemake")
PROFILE = REPOSITORY / "profiles" / "default"
_SHELL = """#!{python} -IS
import json, os, re, sys, time
began = time.time()
job = os.posix_spawn({bash!r}, [{bash!r}, *sys.argv[1:]], os.environ)
status = os.waitstatus_to_exitcode((waited := os.wait4(job, 0))[1])
used = waited[2]
stage = re.search(r"-m themetrail (\\S+)", sys.argv[-1])
line = {{"stage": stage[1] if stage else "other", "began": began, "ended": time.time(), "status": status,
        "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024, "written_mb": used.ru_oublock / 2048}}
record = os.open({record!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
os.write(record, (json.dumps(line) + "\\n").encode())
sys.exit(status if status >= 0 else 128 - status)
"""


class Job(NamedTuple):
    """What one job was and used; times are seconds since 1970, memory and what was written are in MiB."""

    stage: str
    began: float
    ended: float
    status: int
    cpu_s: float
    peak_mb: float
    written_mb: float


class Run(NamedTuple):
    """One call of Snakemake: seconds by the clock, CPU-seconds of all, most memory of Snakemake itself, the jobs."""

    seconds: float
    cpu_s: float
    snakemake_mb: float
    jobs: list[Job]


def snakemake(snakefile: Path, folder: Path, target: str, cores: int, scratch: Path) -> Run:
    """Run a target to its end.

    Args:
        snakefile: What to run.
        folder: Where.
        target: The rule to make.
        cores: How many jobs may run at one time.
        scratch: A folder of this benchmark's own.

    Raises:
        SystemExit: when the run fails, with the end of what it said.
    """
    record, told = scratch / "jobs.jsonl", scratch / "snakemake.txt"
    record.unlink(missing_ok=True)
    shell = scratch / "bin" / "bash"
    shell.parent.mkdir(parents=True, exist_ok=True)
    bash = shutil.which("bash") or "/bin/bash"
    shell.write_text(_SHELL.format(python=sys.executable, bash=bash, record=str(record)), encoding="utf-8")
    shell.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{shell.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY / "src"),
    }
    command = [str(SNAKEMAKE), "--snakefile", str(snakefile), "--profile", str(PROFILE), "--directory", str(folder)]
    with told.open("wb") as stream:
        began = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--cores", str(cores), target], env=environment, stdout=stream, stderr=subprocess.STDOUT
        )
        peaks = [0.0]
        watch = threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    if status:
        raise SystemExit("The workflow stopped:\n" + told.read_text(encoding="utf-8", errors="replace")[-4000:])
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    return Run(seconds, used.ru_utime + used.ru_stime, max(peaks), [Job(**json.loads(line)) for line in lines])


def _watch(process: int, peaks: list[float]) -> None:
    """Note the most memory that a process has held, as the kernel says, until the process is gone."""
    status = Path(f"/proc/{process}/status")
    while True:
        try:
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        except OSError:
            return
        if not found:
            return
        peaks.append(int(found[1]) / 1024)
        time.sleep(0.5)


def idle(run: Run) -> float:
    """Seconds of a run in which no job ran: Snakemake starts, plans, or goes from one job to the next."""
    busy, until = 0.0, float("-inf")
    for job in sorted(run.jobs, key=lambda one: one.began):
        busy += max(0.0, job.ended - max(job.began, until))
        until = max(until, job.ended)
    return max(0.0, run.seconds - busy)
