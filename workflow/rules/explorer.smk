# Codings in; what the explorer shows, masked, and the one page that a reviewer opens, out.
TRANSCRIPTS = "results/private/explorer_transcripts.json"


# Write everything that the explorer shows, in one file that may leave the team.
rule explorer_data:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        released=per_session("released", "txt"),
        study=study_files(),
    output:
        "results/public/explorer.json",
    log:
        "results/logs/explorer_data.log",
    benchmark:
        "results/benchmarks/explorer_data.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("explorer_data"),
    message:
        "Collecting what the explorer shows."
    shell:
        "python -m themetrail explorer-data --private results/private --data {output:q} > {log:q} 2>&1"


# Write the transcripts for the team's own page.
rule explorer_transcripts:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        released=per_session("released", "txt"),
        study=study_files(),
    output:
        TRANSCRIPTS,
    log:
        "results/logs/explorer_transcripts.log",
    benchmark:
        "results/benchmarks/explorer_transcripts.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("explorer_transcripts"),
    message:
        "Collecting the transcripts for the team's explorer."
    shell:
        "python -m themetrail explorer-transcripts --private results/private --transcripts {output:q} > {log:q} 2>&1"


# Make the page from what is public, and from the transcripts where the settings ask for them.
rule explorer_page:
    input:
        data=rules.explorer_data.output,
        tables=rules.make_tables.output,
        figures=rules.figures.input,
        transcripts=[TRANSCRIPTS] if STUDY.settings.explorer.transcripts else [],
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
