# What all steps need: the plan of the study, its files, and its sessions.
include: "package.smk"


from themetrail.annotation.model import find_model
from themetrail.cli.gate import problems_of
from themetrail.study.plan import plan_study
from themetrail.study.problems import InputError, describe
from themetrail.study.vectors import vectors_fingerprint

try:
    STUDY = plan_study(Path())
    MODEL = find_model(STUDY.settings.annotation.models)
except InputError as error:
    # Without a plan no step can run, so all that can be said of the input is said here.
    sys.exit(describe([*error.problems, *problems_of(Path(), None)]))

# The sentence vectors are data of a package: a hash of theirs stands in for them, as the model's does for it.
VECTORS = vectors_fingerprint()

SESSIONS = list(STUDY.transcripts)

# Sessions go through the first steps in shares: one job reads, cleans or annotates many, and a command makes anew only
# those that changed. Rules are written in a loop over the shares, since a job cannot have as many outputs as it likes
# by a wildcard.
SHARDS = STUDY.shards


def readings(own):
    """Hashes of what else the reading of sessions depends on: source_kind, and the labels that the roster knows."""
    return [STUDY.readings[session] for session in own]


def people(own):
    """Hashes of who speaks in sessions; roster.csv and participants.csv hold more, which turns do not depend on."""
    return [STUDY.people[session] for session in own]


def part(shard):
    """How a share of the sessions is told of."""
    return f"part {int(shard)} of {len(SHARDS)}"


def told(own):
    """Sessions by the first and the last of them."""
    return own[0] if len(own) == 1 else f"{own[0]} to {own[-1]}"


def through(command):
    """The call of a command that goes through the sessions of a share; its progress goes to the screen."""
    return (
        f"python -m themetrail {command} --private results/private --sessions {{params.sessions}}"
        " --code {params.code} --part {params.part:q} --progress 3 3>&2 > {log:q} 2>&1"
    )


def passed_gate(wildcards):
    """The gate's file, for steps that have to wait for it and do not read it.

    They take it as ancient(), so that a decision does not rerun them. But Snakemake overlooks what else is new to a
    step behind an ancient() file that is being made; the gate is a checkpoint because it looks again after one.
    """
    return str(checkpoints.gate.get().output[0])


def optional_file(path):
    """A file of the study that need not be there."""
    return [path] if Path(path).exists() else []


def ledgers():
    """The decision file of each coder."""
    return sorted(map(str, Path("data/coding/decisions").glob("*.csv")))


def study_files():
    """Every file that people bring but the transcripts; the gate reads them all."""
    tables = [
        *Path("data/raw").glob("*.csv"),
        *Path("data/coding").glob("*.csv"),
        *Path("data/coding").glob("*.yaml"),
    ]
    known_names = optional_file(STUDY.settings.identifiers.known_names_file)
    return sorted(map(str, tables)) + ledgers() + known_names + ["config/config.yaml"]


def per_session(kind, ending, own=SESSIONS):
    """The files of one kind of all sessions, or of some."""
    return [f"results/private/{kind}/{session}.{ending}" for session in own]


def drawn_data(wildcards):
    """A figure's drawn data, once they are as the decisions say."""
    checkpoints.draw_data.get()
    return f"results/public/figures/{wildcards.figure}.csv"
