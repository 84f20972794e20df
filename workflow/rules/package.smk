# What every workflow here needs: the package, a fixed environment, hashes of the code, and what a failed step says.
import atexit
import functools
import json
import logging
import os
import re
import sys
from pathlib import Path

# Commands look beside the files that a rule names, so with those elsewhere the gate would check an empty folder, and pass.
if workflow.storage_settings.default_storage_provider:
    sys.exit(
        "This workflow cannot keep its files in --default-storage-provider: its steps read the study's folder. To work"
        " with a study in a bucket: make paper S3=s3://bucket/study STUDY=copy (docs/cluster.md)."
    )

REPOSITORY = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parents[1]
sys.path.insert(0, str(REPOSITORY / "src"))

from themetrail.study.code import code_hash
from themetrail.study.file_times import mend_times
from themetrail.study.files import remove_parts, sha256
from themetrail.study.one_run import RUN, begin_run
from themetrail.study.problems import CannotRunError
from themetrail.study.stopped import last_words
from themetrail.study.storage import check_storage, storage_instruction

# The same bytes on any day, in any time zone and language, on one core or many.
os.environ |= {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    "PYTHONPATH": str(REPOSITORY / "src"),
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "SOURCE_DATE_EPOCH": "1704067200",
    "MPLBACKEND": "agg",
    # The list of fonts that matplotlib keeps would else be written into the home folder.
    "MPLCONFIGDIR": str(Path(".snakemake/matplotlib").resolve()),
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")},
}
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What steps read and no step makes.
GIVEN = [
    *map(Path, ("config", "data")),
    *(
        REPOSITORY / name
        for name in ("workflow", "notebooks", "requirements.lock", "environment.yml")
    ),
]

# Where a run writes; a part of the results may lie on a disk of its own.
WRITTEN = [".snakemake", "results", "results/private", "results/public"]

LOCK = REPOSITORY / "requirements.lock"


def code(command):
    """Hash of the command's module, of all that it imports from the package, and of the lock."""
    return code_hash(f"themetrail.cli.{command}", LOCK)


def setting(section):
    """The settings of one section as text; a change of them reruns what reads them and nothing else."""
    return getattr(STUDY.settings, section).model_dump_json()


def contents(*paths):
    """Hash of what stands in files that people bring, for the steps that read them first.

    Snakemake looks whether a file is newer than what was made from it. A file that was put back from a copy is not, and
    neither is any file after a clock was put back.
    """
    return sha256("".join(sha256(Path(path).read_bytes()) for path in paths))[:16]


def drawn_hash(wildcards):
    """Hash of a figure's drawn data: it is drawn anew when a number in it changes, and not when another's does."""
    data = Path(f"results/public/figures/{wildcards.figure}.csv")
    return sha256(data.read_bytes())[:16] if data.exists() else ""


def table_labels(wildcards):
    """How the report lists a table: by its number and title."""
    name = f"{wildcards.number}_{wildcards.slug}"
    heading = (
        Path(f"results/public/tables/{name}.txt")
        .read_text(encoding="utf-8")
        .splitlines()[0]
    )
    return {"Table": wildcards.number, "Title": heading.partition(". ")[2]}


def figure_labels(wildcards):
    """How the report lists a figure: by its number and name."""
    number, _, name = wildcards.figure.partition("_")
    return {"Figure": number, "Title": name.replace("_", " ").capitalize()}


def notebook_labels(wildcards):
    """How the report lists a notebook: by its number and title."""
    source = (REPOSITORY / f"notebooks/{wildcards.notebook}.ipynb").read_text(
        encoding="utf-8"
    )
    heading = "".join(json.loads(source)["cells"][0]["source"]).splitlines()[0]
    return {"Notebook": wildcards.notebook[:2], "Title": heading.lstrip("# ")}


def logs_of_failed(snakemake_log):
    """The logs of the steps that failed in this run."""
    told = Path(snakemake_log).read_text(encoding="utf-8", errors="replace")
    named = re.findall(r"^ +log: (.+) \(check log", told, re.MULTILINE)
    return list(dict.fromkeys(named))


FAILED = []


def tell_why(study):
    """What went wrong is the last thing on the screen, below all that Snakemake says of itself."""
    print(last_words(study, FAILED, WRITTEN), end="", flush=True)


# One run at a time. This stands before Snakemake looks at any file, so that it sees what the last run left, and all of it.
if workflow.is_main_process and not workflow.output_settings.dryrun:
    try:
        check_storage(map(Path, WRITTEN))
        os.environ[RUN] = begin_run(
            Path(), functools.partial(print, file=sys.stderr, flush=True)
        )
        remove_parts(Path("results"))
        mend_times(Path("results"), GIVEN)
    except OSError as error:
        sys.exit(storage_instruction(error) or str(error))
    except CannotRunError as error:
        sys.exit(str(error))
    # On a full disk Snakemake cannot write its log, and Python would say so at length of every line of it.
    logging.raiseExceptions = False
    # When this is told, Snakemake has left the study's folder.
    atexit.register(tell_why, Path.cwd())


onsuccess:
    atexit.unregister(tell_why)
    print(f"Done. The results are in {Path('results/public').resolve()}")


onerror:
    FAILED.extend(logs_of_failed(log[0]))
