# Texts in; findings of residual identifiers, released text, and the gate that every problem of the input stops at, out.


# Look by rules for what anonymisation missed.
rule find_identifiers:
    input:
        record=rules.ingest.output.record,
        locators=rules.ingest.output.locators,
        report=rules.ingest.output.report,
        roster=ancient("data/raw/roster.csv"),
        participants=ancient("data/raw/participants.csv"),
        key=STUDY.settings.identifiers.key_file,
        known_names=optional_file(STUDY.settings.identifiers.known_names_file),
    output:
        "results/private/findings/{session}.parquet",
    log:
        "results/logs/scan/{session}.log",
    benchmark:
        "results/benchmarks/scan/{session}.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("scan"),
        given=contents(
            STUDY.settings.identifiers.key_file,
            *optional_file(STUDY.settings.identifiers.known_names_file),
        ),
        people=people,
        reading=reading,
    message:
        "Looking for identifiers in {wildcards.session}."
    shell:
        "python -m themetrail scan --session {wildcards.session} --record {input.record:q} --locators {input.locators:q}"
        " --report {input.report:q} --findings {output:q} > {log:q} 2>&1"


# Put the decided placeholders where identifiers stand.
rule release:
    input:
        record=rules.ingest.output.record,
        turns=rules.clean.output.turns,
        findings=rules.find_identifiers.output,
        key=STUDY.settings.identifiers.key_file,
        decisions=optional_file("data/coding/identifiers.csv"),
    output:
        released="results/private/released/{session}.txt",
        offsets="results/private/offsets/{session}.parquet",
    log:
        "results/logs/release/{session}.log",
    benchmark:
        "results/benchmarks/release/{session}.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("release"),
        given=contents(
            STUDY.settings.identifiers.key_file,
            *optional_file("data/coding/identifiers.csv"),
        ),
    message:
        "Making the text of {wildcards.session} that may be shown."
    shell:
        "python -m themetrail release --session {wildcards.session} --record {input.record:q} --turns {input.turns:q}"
        " --findings {input.findings:q} --released {output.released:q} --offsets {output.offsets:q} > {log:q} 2>&1"


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
