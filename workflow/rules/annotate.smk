# Released text in; annotated turns, segments and the names that the model sees out. Decisions never rerun this.


# One spaCy pass: sentences, lemmas, names.
for shard, own in SHARDS.items():

    rule:
        name:
            f"annotate_{shard}"
        input:
            gate=ancient(passed_gate),
            record=per_session("record", "txt", own),
            turns=per_session("turns", "parquet", own),
            released=per_session("released", "txt", own),
            offsets=per_session("offsets", "parquet", own),
            key=STUDY.settings.identifiers.key_file,
        output:
            docs=per_session("docs", "spacy", own),
            segments=per_session("segments", "parquet", own),
            names=per_session("names", "parquet", own),
        log:
            f"results/logs/annotate/{shard}.log",
        benchmark:
            f"results/benchmarks/annotate/{shard}.tsv"
        conda:
            "../../environment.yml"
        resources:
            mem_mb=lambda wildcards, attempt: 1500 * attempt,
            runtime=lambda wildcards, attempt: 30 * attempt,
        params:
            sessions=own,
            part=part(shard),
            code=code("annotate"),
            given=contents(STUDY.settings.identifiers.key_file),
            model=MODEL.fingerprint,
            segments=STUDY.settings.annotation.segments,
            names=STUDY.settings.annotation.names,
        message:
            f"Annotating {told(own)} with spaCy."
        shell:
            through("annotate")


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
        "python -m themetrail worklist --private results/private --worklist {output:q} > {log:q} 2>&1"
