# All that a whole run makes in; what it was made from (private), and the RO-Crate that tells of the run, out.
# What a whole run makes. Each stage that makes something for a reader has its line here.
EVERYTHING = [
    rules.paper.input,
    rules.notebooks.input,
    rules.explorer.input,
    rules.export.input,
]


# Write down what the results were made from: every input, setting, version and module, and which rule made what.
rule made_from:
    input:
        everything=EVERYTHING,
        study=study_files(),
        transcripts=sorted(STUDY.transcripts.values()),
        lock=str(LOCK),
    output:
        "results/private/made_from.json",
    log:
        "results/logs/made_from.log",
    benchmark:
        "results/benchmarks/made_from.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("made_from"),
        rules=lambda wildcards: rules_of_the_run(),
    message:
        "Writing down what the results were made from."
    shell:
        "python -m themetrail made-from --rules {params.rules:q} --public results/public --lock {input.lock:q}"
        " --made-from {output:q} > {log:q} 2>&1"


# Tell of the run as an RO-Crate: inputs, outputs, which rule made each, settings and software.
rule crate:
    input:
        everything=EVERYTHING,
        made_from=rules.made_from.output,
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
        "python -m themetrail crate --made-from {input.made_from:q} --snakefile {input.snakefile:q} --results results"
        " > {log:q} 2>&1"
