# Texts in; findings of residual identifiers, released text, and the gate that every problem of the input stops at, out.


# Look by rules for what anonymisation missed.
for shard, own in SHARDS.items():

    rule:
        name:
            f"scan_{shard}"
        input:
            record=per_session("record", "txt", own),
            locators=per_session("locators", "parquet", own),
            report=per_session("ingest", "json", own),
            roster=ancient("data/raw/roster.csv"),
            participants=ancient("data/raw/participants.csv"),
            key=STUDY.settings.identifiers.key_file,
            known_names=optional_file(STUDY.settings.identifiers.known_names_file),
        output:
            per_session("findings", "parquet", own),
        log:
            f"results/logs/scan/{shard}.log",
        benchmark:
            f"results/benchmarks/scan/{shard}.tsv"
        conda:
            "../../environment.yml"
        resources:
            mem_mb=lambda wildcards, attempt: 1000 * attempt,
            runtime=lambda wildcards, attempt: 30 * attempt,
        params:
            sessions=own,
            part=part(shard),
            code=code("scan"),
            given=contents(
                STUDY.settings.identifiers.key_file,
                *optional_file(STUDY.settings.identifiers.known_names_file),
            ),
            people=people(own),
            readings=readings(own),
        message:
            f"Looking for identifiers in {told(own)}."
        shell:
            through("scan")


# Put the decided placeholders where identifiers stand.
for shard, own in SHARDS.items():

    rule:
        name:
            f"release_{shard}"
        input:
            record=per_session("record", "txt", own),
            turns=per_session("turns", "parquet", own),
            findings=per_session("findings", "parquet", own),
            key=STUDY.settings.identifiers.key_file,
            decisions=optional_file("data/coding/identifiers.csv"),
        output:
            released=per_session("released", "txt", own),
            offsets=per_session("offsets", "parquet", own),
        log:
            f"results/logs/release/{shard}.log",
        benchmark:
            f"results/benchmarks/release/{shard}.tsv"
        conda:
            "../../environment.yml"
        resources:
            mem_mb=lambda wildcards, attempt: 1000 * attempt,
            runtime=lambda wildcards, attempt: 30 * attempt,
        params:
            sessions=own,
            part=part(shard),
            code=code("release"),
            given=contents(
                STUDY.settings.identifiers.key_file,
                *optional_file("data/coding/identifiers.csv"),
            ),
        message:
            f"Making the texts of {told(own)} that may be shown."
        shell:
            through("release")


# Stop here, before any language model runs, on everything that is wrong with the input.
checkpoint gate:
    input:
        per_session("ingest", "json"),
        per_session("clean", "json"),
        per_session("findings", "parquet"),
        per_session("released", "txt"),
        study_files(),
    output:
        "results/private/gate.json",
    log:
        "results/logs/gate.log",
    benchmark:
        "results/benchmarks/gate.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("gate"),
        given=contents(*study_files()),
    message:
        "Checking all that the study brings."
    shell:
        "python -m themetrail gate --private results/private --passed {output:q} > {log:q} 2>&1"


# The identifier scan and the check of the input alone.
rule scan:
    input:
        rules.gate.output,
    message:
        "The input is in order."
