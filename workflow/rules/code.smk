# Ledgers in; the codings that stand, and the segments that they belong to, out.


# Replay every coder's decisions.
rule codings:
    input:
        gate=rules.gate.output,
        worklist=rules.worklist.output,
        ledgers=ledgers(),
        segments=per_session("segments", "parquet"),
        turns=per_session("turns", "parquet"),
    output:
        codings="results/private/codings.parquet",
        coding_segments="results/private/coding_segments.parquet",
    log:
        "results/logs/codings.log",
    benchmark:
        "results/benchmarks/codings.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("codings"),
        settings=setting("coding"),
    message:
        "Replaying the coders' decisions."
    shell:
        "python -m themetrail codings --private results/private --codings {output.codings:q}"
        " --coding-segments {output.coding_segments:q} > {log:q} 2>&1"


# List where two coders disagree, with the words that each of them marked.
rule agreement:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
    output:
        "results/private/disagreements.csv",
    log:
        "results/logs/agreement.log",
    benchmark:
        "results/benchmarks/agreement.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("agreement"),
    message:
        "Comparing the coders."
    shell:
        "python -m themetrail agreement --private results/private --disagreements {output:q} > {log:q} 2>&1"
