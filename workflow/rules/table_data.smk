# Codings in; what the tables print, masked, the quotes that may be shown, and the draft of the methods section out.


# Write down the settings that printing and drawing need.
rule public_settings:
    output:
        "results/public/data/settings.json",
    log:
        "results/logs/public_settings.log",
    benchmark:
        "results/benchmarks/public_settings.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("public_settings"),
        study=setting("study"),
        masking=setting("masking"),
        figures=setting("figures"),
    message:
        "Writing down the settings of tables and figures."
    shell:
        "python -m themetrail public-settings --settings {output:q} > {log:q} 2>&1"


# Count, mask, and write what every table prints.
rule table_data:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        disagreements=rules.agreement.output,
        marks=per_session("marks", "parquet"),
        names=per_session("names", "parquet"),
        records=per_session("record", "txt"),
        released=per_session("released", "txt"),
        study=study_files(),
    output:
        data="results/public/data/tables.json",
        withheld="results/private/withheld.csv",
    log:
        "results/logs/table_data.log",
    benchmark:
        "results/benchmarks/table_data.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("table_data"),
    message:
        "Counting for the tables."
    shell:
        "python -m themetrail table-data --private results/private --data {output.data:q}"
        " --withheld {output.withheld:q} > {log:q} 2>&1"


# Choose quotes of consenting speakers, with the decision behind each.
rule quotes:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        records=per_session("record", "txt"),
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
        records=per_session("record", "txt"),
        released=per_session("released", "txt"),
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
