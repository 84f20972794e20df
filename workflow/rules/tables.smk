# Codings in; the tables of the paper and the quotes that may be shown out.


# Count, mask and write every table.
rule make_tables:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        disagreements=rules.agreement.output,
        marks=per_session("marks", "parquet"),
        names=per_session("names", "parquet"),
        study=study_files(),
    output:
        report(
            directory("results/public/tables"),
            patterns=["{number,T[0-9]+}_{slug}.csv"],
            caption="../report/table.rst",
            category="Tables",
            labels=table_labels,
        ),
    log:
        "results/logs/tables.log",
    benchmark:
        "results/benchmarks/tables.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("tables"),
    message:
        "Making the tables."
    shell:
        "python -m themetrail tables --private results/private --tables {output:q} > {log:q} 2>&1"


# Choose quotes of consenting speakers, with the decision behind each.
rule quotes:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        released=per_session("released", "txt"),
        study=study_files(),
    output:
        report(
            "results/public/quotes.csv",
            caption="../report/quotes.rst",
            category="Texts",
            labels={"Text": "Published quotes"},
        ),
    log:
        "results/logs/quotes.log",
    benchmark:
        "results/benchmarks/quotes.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("quotes"),
    message:
        "Choosing quotes."
    shell:
        "python -m themetrail quotes --private results/private --quotes {output:q} > {log:q} 2>&1"


# Write what the run knows for the methods section.
rule methods:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output,
        names=per_session("names", "parquet"),
        study=study_files(),
    output:
        report(
            "results/public/methods.txt",
            caption="../report/methods.rst",
            category="Texts",
            labels={"Text": "Draft of the methods section"},
        ),
    log:
        "results/logs/methods.log",
    benchmark:
        "results/benchmarks/methods.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("methods"),
    message:
        "Drafting the methods section."
    shell:
        "python -m themetrail methods --private results/private --methods {output:q} > {log:q} 2>&1"


# The tables of the paper and the quotes behind them.
rule tables:
    input:
        rules.methods.output,
        rules.make_tables.output,
        rules.quotes.output,
        rules.agreement.output,
        rules.themes.output,
    message:
        "The tables are made."
