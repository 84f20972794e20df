# What the tables print in; the tables of the paper in every format out.


# Write every table as CSV, text and LaTeX, and all of them as one Word file.
rule make_tables:
    input:
        data="results/public/data/tables.json",
        settings="results/public/data/settings.json",
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
        "python -m themetrail tables --data {input.data:q} --settings {input.settings:q} --tables {output:q}"
        " > {log:q} 2>&1"


# The tables of the paper and the quotes behind them.
rule tables:
    input:
        rules.make_tables.output,
        "results/public/methods.txt",
        "results/public/quotes.csv",
    message:
        "The tables are made."
