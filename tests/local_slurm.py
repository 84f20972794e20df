"""A real Slurm of one node on this machine, on ports of its own, which ends with the test that started it.

Its configuration has to lie at /etc/slurm/slurm.conf, because srun inside a job reads no other. A file there that is
not of these tests is never touched. The file is there only while the controller runs: without one, every call of a
Snakemake that has the plugin for Slurm would wait for it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONFIGURATION = Path("/etc/slurm/slurm.conf")
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "sinfo", "setpriv")
PLUGIN = "snakemake_executor_plugin_slurm"
# The first line of a configuration of ours says which process wrote it, so that the next one knows a left-over.
OURS = re.compile(r"# ThemeTrail's tests wrote this for process (\d+); it goes when they end\.\n")
# In the environment of whatever the node runs.
MARK = "THEMETRAIL_TEST_NODE"
START_S = 30.0
# A node that said nothing for so long is down, and its jobs are lost.
NODE_IS_DOWN_AFTER_S = 15


@dataclass
class Slurm:
    """A controller and one node; what the daemons say lies in ``folder``."""

    folder: Path
    node: str
    daemons: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start a daemon that dies with this process, however that ends."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.daemons[name] = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", name, *command],
                stdout=log,
                stderr=log,
                env=os.environ | {MARK: str(self.folder)},
            )

    def stop(self, name: str) -> None:
        """End a daemon, by force if it does not end by itself."""
        daemon = self.daemons.pop(name, None)
        if daemon is None:
            return
        daemon.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            daemon.wait(timeout=10)
        daemon.kill()
        daemon.wait()

    def start_node(self) -> None:
        """Start the node's daemon, and wait until the node takes jobs."""
        self.start("slurmd", "-D", "-N", self.node)
        wait_until(lambda: self.ask("sinfo", "-h", "-o", "%T") in {"idle", "mixed", "allocated"}, "the node is not up")

    def kill_node(self) -> None:
        """What a power cut does to a node: its daemon and all that runs on it is gone. The controller sees it."""
        self.daemons["slurmd"].kill()
        self.daemons.pop("slurmd").wait()
        self.kill_jobs()
        wait_until(lambda: self.ask("sinfo", "-h", "-o", "%T").startswith("down"), "the node is not down", 10 * START_S)

    def kill_jobs(self) -> None:
        """Kill what the node's daemon started and what came of it."""
        steps = self.steps()
        for step in steps:
            with contextlib.suppress(psutil.NoSuchProcess):
                for process in [step, *step.children(recursive=True)]:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        process.kill()
        psutil.wait_procs(steps, timeout=10)

    def steps(self) -> list[psutil.Process]:
        """What holds the jobs that run on the node now; it outlives the node's daemon."""
        return [one for one in psutil.process_iter() if self._is_step(one)]

    def _is_step(self, process: psutil.Process) -> bool:
        """Whether a process holds a job of this node: in its first moment by its environment, then by its socket.

        It writes its title over its environment, so that this says nothing any more once the socket is there.
        """
        try:
            if process.name() != "slurmstepd":
                return False
            sockets = [Path(str(socket.laddr)) for socket in process.net_connections("unix")]
            return self.folder / "spool" in (path.parent for path in sockets) or (
                process.environ().get(MARK) == str(self.folder)
            )
        except psutil.Error:
            return False

    def ask(self, *command: str) -> str:
        """What one of Slurm's commands answers, without the line's end."""
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout.strip()


@contextlib.contextmanager
def running_slurm(folder: Path) -> Iterator[Slurm]:
    """A Slurm with its state in a new folder; nothing of it is left afterwards."""
    require_slurm()
    slurm = Slurm(folder, socket.gethostname().partition(".")[0])
    for name in ("state", "spool"):
        (folder / name).mkdir()
    (folder / "munge.key").write_bytes(os.urandom(64))
    (folder / "munge.key").chmod(0o600)
    try:
        files = {name: folder / f"munge.{name}" for name in ("socket", "pid-file", "log-file", "seed-file", "key-file")}
        files["key-file"] = folder / "munge.key"
        # By --force the programs that ask it may be root's, and the folder nobody else's.
        slurm.start("munged", "--foreground", "--force", *(f"--{name}={path}" for name, path in files.items()))
        wait_until(files["socket"].exists, "munged did not start")
        CONFIGURATION.write_text(configuration(slurm), encoding="utf-8")
        slurm.start("slurmctld", "-D", "-i")
        slurm.start_node()
        yield slurm
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            slurm.ask("scancel", "--user", "root")
        slurm.kill_jobs()
        CONFIGURATION.unlink(missing_ok=True)
        for name in ("slurmd", "slurmctld", "munged"):
            slurm.stop(name)


def require_slurm() -> None:
    """Leave the test where no Slurm can be started; fail where nothing may be skipped, or another Slurm is there."""
    missing = [f"the program {name}" for name in PROGRAMS if shutil.which(name) is None]
    if importlib.util.find_spec(PLUGIN) is None:
        missing.append(f"the package {PLUGIN} (requirements-cluster.lock)")
    if os.geteuid() != 0:
        missing.append("the rights of root")
    if missing:
        reason = f"to start a Slurm there is missing: {', '.join(missing)}"
        if os.environ.get("THEMETRAIL_REQUIRE") == "1":
            pytest.fail(f"{reason}, and THEMETRAIL_REQUIRE=1 asks for it")
        pytest.skip(reason)
    if CONFIGURATION.exists():
        writer = OURS.match(CONFIGURATION.read_text(encoding="utf-8", errors="replace"))
        if writer is None or psutil.pid_exists(int(writer[1])):
            pytest.fail(f"{CONFIGURATION} belongs to another Slurm, which these tests leave alone. Run them elsewhere.")
        CONFIGURATION.unlink()


def configuration(slurm: Slurm) -> str:
    """One node with the cores of this machine and most of its memory, known to nobody outside."""
    cores, memory = os.cpu_count(), psutil.virtual_memory().total * 8 // 10 // 2**20
    ports = free_ports(2)
    settings = {
        "ClusterName": "themetrail",
        "SlurmctldHost": f"{slurm.node}(127.0.0.1)",
        "CommunicationParameters": "NoInAddrAny,NoCtldInAddrAny",
        "SlurmctldPort": ports[0],
        "SlurmdPort": ports[1],
        "SlurmUser": "root",
        "AuthInfo": f"socket={slurm.folder / 'munge.socket'}",
        "StateSaveLocation": slurm.folder / "state",
        "SlurmdSpoolDir": slurm.folder / "spool",
        "SlurmctldPidFile": slurm.folder / "slurmctld.pid",
        "SlurmdPidFile": slurm.folder / "slurmd.pid",
        "ProctrackType": "proctrack/linuxproc",
        "TaskPlugin": "task/none",
        "MpiDefault": "none",
        # Cores and memory are given out, and a job that takes more memory than it asked for is ended.
        "SelectType": "select/cons_tres",
        "SelectTypeParameters": "CR_Core_Memory",
        "JobAcctGatherType": "jobacct_gather/linux",
        "JobAcctGatherFrequency": "task=1",
        "JobAcctGatherParams": "OverMemoryKill",
        # Quick to begin, and to believe that a node is away or back.
        "SchedulerParameters": "batch_sched_delay=0,sched_interval=1,sched_min_interval=0",
        "SlurmdTimeout": NODE_IS_DOWN_AFTER_S,
        "ReturnToService": 2,
        # A job whose node went down is Snakemake's to try again: the controller would let it wait for two minutes.
        "JobRequeue": 0,
        "EnforcePartLimits": "ALL",
        "KillWait": 5,
        "NodeName": f"{slurm.node} NodeAddr=127.0.0.1 CPUs={cores} RealMemory={memory} State=UNKNOWN",
        "PartitionName": f"main Nodes={slurm.node} Default=YES MaxTime=1-0 State=UP",
    }
    first = f"# ThemeTrail's tests wrote this for process {os.getpid()}; it goes when they end.\n"
    assert OURS.match(first)
    return first + "".join(f"{name}={value}\n" for name, value in settings.items())


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def wait_until(true: Callable[[], bool], otherwise: str, longest_s: float = START_S) -> None:
    """Wait until something is so, and fail when it takes too long."""
    end = time.monotonic() + longest_s
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)
