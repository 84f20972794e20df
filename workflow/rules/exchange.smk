# Codings, released texts and what people wrote in; the project for NVivo, ATLAS.ti, MAXQDA and QualCoder out. Private.
from themetrail.study.slug import study_slug


# Write the project, the codebook, tables, and a report of what other tools cannot hold.
rule write_exchange:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output,
        released=per_session("released", "txt"),
        study=study_files(),
    output:
        project=f"results/private/exchange/{study_slug(STUDY.settings.study.title)}.qdpx",
        tables=expand(
            "results/private/exchange/{name}",
            name=[
                "quotes.csv",
                "quotes.xlsx",
                "quotes_with_attributes.csv",
                "codes_by_case.csv",
                "annotations.jsonld",
                "losses.csv",
                "losses.txt",
            ],
        ),
    log:
        "results/logs/export.log",
    benchmark:
        "results/benchmarks/export.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("export"),
    message:
        "Writing the project for other tools."
    shell:
        "python -m themetrail export --private results/private --exchange results/private/exchange > {log:q} 2>&1"


# The project for other tools.
rule export:
    input:
        rules.write_exchange.output,
    message:
        "The project for other tools is made. It holds what people said: it is private."
