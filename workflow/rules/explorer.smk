# What the explorer shows in; the one page that a reviewer opens out.


# Make the page from what is public, and from the transcripts where the settings ask for them.
rule explorer_page:
    input:
        data="results/public/explorer.json",
        tables=rules.make_tables.output,
        figures=rules.figures.input,
        transcripts=SHOWN_TRANSCRIPTS,
    output:
        "results/explorer/index.html",
    log:
        "results/logs/explorer.log",
    benchmark:
        "results/benchmarks/explorer.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("explorer"),
        transcripts=lambda wildcards, input: [
            word for path in input.transcripts for word in ("--transcripts", path)
        ],
    message:
        "Making the explorer."
    shell:
        "python -m themetrail explorer --public results/public --page {output:q} {params.transcripts:q} > {log:q} 2>&1"


# The page that a reviewer opens.
rule explorer:
    input:
        rules.explorer_page.output,
    message:
        "The explorer is made."
