# Codings in; every count of codes, domains, solutions and themes, over groups, sessions and speakers, out.


# Count, without hiding anything: the result is private.
rule themes:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        study=study_files(),
    output:
        "results/private/counts.parquet",
    log:
        "results/logs/themes.log",
    benchmark:
        "results/benchmarks/themes.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("themes"),
    message:
        "Counting codes, domains, solutions and themes."
    shell:
        "python -m themetrail themes --private results/private --counts {output:q} > {log:q} 2>&1"
