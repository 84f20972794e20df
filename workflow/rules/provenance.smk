# All that a whole run makes in; what it was made from (private), and the RO-Crate that tells of the run, out.
import functools
import json

# What a whole run makes. Each stage that makes something for a reader has its line here.
EVERYTHING = [
    rules.paper.input,
    rules.notebooks.input,
    rules.export.input,
]


def study_path(path):
    """A path as it is told: from the study's folder, or from the repository's."""
    file = Path(path)
    return (
        file.relative_to(REPOSITORY).as_posix()
        if file.is_absolute()
        else file.as_posix()
    )


def told_output(pattern, path):
    """A public result by its own path; what is made for each session by its pattern, without constraints."""
    return (
        path
        if path.startswith("results/public/")
        else re.sub(r"\{(\w+),[^}]*\}", r"{\1}", pattern)
    )


@functools.cache
def rules_of_the_run():
    """The rules that a whole run uses, as JSON: what each makes, from which files of the study, after which rules.

    Followed back from what the run is to make, with Snakemake's own matching of files to rules. A function that has
    to wait for a checkpoint is followed to that checkpoint, so that the answer is the same before and after it.
    """
    makers = [one for one in workflow.rules if one.output]
    found, seen = {}, set()

    def follow(path):
        """Name of the rule that makes a file, after its own inputs were followed; "" for a file of the study."""
        maker = next((one for one in makers if one.is_producer(path)), None)
        if maker is None:
            return ""
        wildcards = maker.get_wildcards(path)
        made = [str(one) for one in maker.expand_output(wildcards)[0]]
        told = found.setdefault(maker.name, describe(maker))
        told["outputs"] |= set(map(told_output, map(str, maker.output), made))
        if made[0] not in seen:
            seen.add(made[0])
            for one in maker.expand_input(wildcards)[0]:
                before = follow(str(one))
                told["after" if before else "reads"].add(before or study_path(one))
        return maker.name

    for path in workflow.get_rule("record").expand_input({})[0].everything:
        follow(str(path))
    return json.dumps(found, sort_keys=True, ensure_ascii=False, default=sorted)


def describe(one):
    """What is told of a rule, before its files are followed."""
    command = re.search(r"python -m themetrail (\S+)", one.shellcmd or "")
    files = {name: set() for name in ("outputs", "after", "reads")}
    return {
        "command": command[1] if command else "",
        "says": one.message or "",
        **files,
    }


# Write down what the results were made from: every input, setting, version and module, and which rule made what.
rule record:
    input:
        everything=EVERYTHING,
        study=study_files(),
        transcripts=sorted(STUDY.transcripts.values()),
        lock=str(LOCK),
    output:
        "results/private/made_from.json",
    log:
        "results/logs/record.log",
    benchmark:
        "results/benchmarks/record.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("record"),
        rules=lambda wildcards: rules_of_the_run(),
    message:
        "Writing down what the results were made from."
    shell:
        "python -m themetrail record --rules {params.rules:q} --public results/public --lock {input.lock:q}"
        " --record {output:q} > {log:q} 2>&1"


# Tell of the run as an RO-Crate: inputs, outputs, which rule made each, settings and software.
rule crate:
    input:
        everything=EVERYTHING,
        record=rules.record.output,
        config="config/config.yaml",
        ledgers=ledgers(),
        snakefile=str(REPOSITORY / "workflow/Snakefile"),
        workflow=sorted(map(str, (REPOSITORY / "workflow").rglob("*.*"))),
    output:
        metadata="results/ro-crate-metadata.json",
        times="results/run.json",
        workflow=directory("results/workflow"),
    log:
        "results/logs/crate.log",
    benchmark:
        "results/benchmarks/crate.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("crate"),
    message:
        "Describing the run as an RO-Crate."
    shell:
        "python -m themetrail crate --record {input.record:q} --snakefile {input.snakefile:q} --results results"
        " > {log:q} 2>&1"
