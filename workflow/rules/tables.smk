# Codings in; the tables of the paper and the quotes that may be shown out.


# Count, mask and write every table.
rule make_tables:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output,
        disagreements=rules.agreement.output,
        marks=per_session("marks", "parquet"),
        names=per_session("names", "parquet"),
        study=study_files(),
    output:
        directory(f"{PUBLIC}/tables"),
    params:
        code=code("tables"),
    log:
        "results/logs/tables.log",
    benchmark:
        "results/benchmarks/tables.tsv"
    conda:
        "../../environment.yml"
    message:
        "Making the tables."
    shell:
        "{THEMETRAIL} tables --private {PRIVATE} --tables {output:q} > {log:q} 2>&1"


# Choose quotes of consenting speakers, with the decision behind each.
rule quotes:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output,
        released=per_session("released", "txt"),
        study=study_files(),
    output:
        f"{PUBLIC}/quotes.csv",
    params:
        code=code("quotes"),
    log:
        "results/logs/quotes.log",
    benchmark:
        "results/benchmarks/quotes.tsv"
    conda:
        "../../environment.yml"
    message:
        "Choosing quotes."
    shell:
        "{THEMETRAIL} quotes --private {PRIVATE} --quotes {output:q} > {log:q} 2>&1"


# The tables of the paper and the quotes behind them.
rule tables:
    input:
        rules.make_tables.output,
        rules.quotes.output,
        rules.agreement.output,
