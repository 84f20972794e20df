# Segments and codebook in; scores by the codebook alone, and suggestions that have learnt from decisions, out.


# Score the segments by the codebook; no decision is read.
rule score:
    input:
        gate=ancient(passed_gate),
        codebook="data/coding/codebook.yaml",
        record=rules.ingest.output.record,
        turns=rules.clean.output.turns,
        released=rules.release.output.released,
        offsets=rules.release.output.offsets,
        docs=rules.annotate.output.docs,
        segments=rules.annotate.output.segments,
    output:
        "results/private/scores/{session}.parquet",
    log:
        "results/logs/score/{session}.log",
    benchmark:
        "results/benchmarks/score/{session}.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("score"),
        given=contents("data/coding/codebook.yaml"),
        model=MODEL.fingerprint,
    message:
        "Scoring {wildcards.session} by the codebook."
    shell:
        "python -m themetrail score --session {wildcards.session} --record {input.record:q} --turns {input.turns:q}"
        " --released {input.released:q} --offsets {input.offsets:q} --docs {input.docs:q}"
        " --segments {input.segments:q} --scores {output:q} > {log:q} 2>&1"


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
    params:
        code=code("learn"),
        vectors=VECTORS,
        settings=setting("suggestion"),
        lead=setting("coding"),
    message:
        "Learning from the decisions and ranking suggestions."
    shell:
        "python -m themetrail learn --scores {input.scores:q} --segments {input.segments:q}"
        " --released {input.released:q} --offsets {input.offsets:q} --codings {input.codings:q}"
        " --coding-segments {input.coding_segments:q} --suggestions {output.suggestions:q}"
        " --reading {output.reading:q} --candidates {output.candidates:q} --card {output.card:q} > {log:q} 2>&1"
