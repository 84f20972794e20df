# Released text in; annotated turns, segments and the names that the model sees out. Decisions never rerun this.


# One spaCy pass: sentences, lemmas, names.
rule annotate:
    input:
        gate=ancient(passed_gate),
        record=rules.ingest.output.record,
        turns=rules.clean.output.turns,
        released=rules.release.output.released,
        offsets=rules.release.output.offsets,
        key=STUDY.settings.identifiers.key_file,
    output:
        docs="results/private/docs/{session}.spacy",
        segments="results/private/segments/{session}.parquet",
        names="results/private/names/{session}.parquet",
    log:
        "results/logs/annotate/{session}.log",
    benchmark:
        "results/benchmarks/annotate/{session}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=1500,
    params:
        code=code("annotate"),
        given=contents(STUDY.settings.identifiers.key_file),
        model=MODEL.fingerprint,
        segments=STUDY.settings.annotation.segments,
    message:
        "Annotating {wildcards.session} with spaCy."
    shell:
        "python -m themetrail annotate --session {wildcards.session} --record {input.record:q} --turns {input.turns:q}"
        " --released {input.released:q} --offsets {input.offsets:q} --docs {output.docs:q}"
        " --segments {output.segments:q} --names {output.names:q} > {log:q} 2>&1"


# List every string that looks like a name and is undecided; stop on them where the settings say so.
rule worklist:
    input:
        findings=per_session("findings", "parquet"),
        names=per_session("names", "parquet"),
        records=per_session("record", "txt"),
        key=STUDY.settings.identifiers.key_file,
        decisions=optional_file("data/coding/identifiers.csv"),
    output:
        "results/private/worklist.csv",
    log:
        "results/logs/worklist.log",
    benchmark:
        "results/benchmarks/worklist.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("worklist"),
        given=contents(
            STUDY.settings.identifiers.key_file,
            *optional_file("data/coding/identifiers.csv"),
        ),
        settings=setting("identifiers"),
    message:
        "Listing what looks like a name."
    shell:
        "python -m themetrail worklist --findings {input.findings:q} --names {input.names:q}"
        " --records {input.records:q} --worklist {output:q} > {log:q} 2>&1"
