# Segments and codebook in; scores by the codebook alone, and suggestions that have learnt from decisions, out.


# Score the segments by the codebook; no decision is read.
for shard, own in SHARDS.items():

    rule:
        name:
            f"score_{shard}"
        input:
            gate=ancient(passed_gate),
            codebook="data/coding/codebook.yaml",
            record=per_session("record", "txt", own),
            turns=per_session("turns", "parquet", own),
            released=per_session("released", "txt", own),
            offsets=per_session("offsets", "parquet", own),
            docs=per_session("docs", "spacy", own),
            segments=per_session("segments", "parquet", own),
        output:
            per_session("scores", "parquet", own),
        log:
            f"results/logs/score/{shard}.log",
        benchmark:
            f"results/benchmarks/score/{shard}.tsv"
        conda:
            "../../environment.yml"
        resources:
            mem_mb=lambda wildcards, attempt: 1500 * attempt,
            runtime=lambda wildcards, attempt: 30 * attempt,
        params:
            sessions=own,
            part=part(shard),
            code=code("score"),
            given=contents("data/coding/codebook.yaml"),
            model=MODEL.fingerprint,
        message:
            f"Scoring {told(own)} by the codebook."
        shell:
            through("score")


# Learn from the decisions in the other sessions, rank the suggestions, say what to read next.
rule learn:
    input:
        scores=per_session("scores", "parquet"),
        segments=per_session("segments", "parquet"),
        released=per_session("released", "txt"),
        offsets=per_session("offsets", "parquet"),
        codebook="data/coding/codebook.yaml",
        participants="data/raw/participants.csv",
        ledgers=ledgers(),
        codings="results/private/codings.parquet",
        coding_segments="results/private/coding_segments.parquet",
    output:
        suggestions="results/private/suggestions.parquet",
        reading="results/private/reading.parquet",
        candidates="results/private/candidate_codes.csv",
        card="results/private/model_card.md",
    log:
        "results/logs/learn.log",
    benchmark:
        "results/benchmarks/learn.tsv"
    conda:
        "../../environment.yml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 120 * attempt,
    params:
        code=code("learn"),
        vectors=VECTORS,
        settings=setting("suggestion"),
        lead=setting("coding"),
    message:
        "Learning from the decisions and ranking suggestions."
    shell:
        "python -m themetrail learn --private results/private --processes {threads} --codings {input.codings:q}"
        " --coding-segments {input.coding_segments:q} --suggestions {output.suggestions:q}"
        " --reading {output.reading:q} --candidates {output.candidates:q} --card {output.card:q} > {log:q} 2>&1"
