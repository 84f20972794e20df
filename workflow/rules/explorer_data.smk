# Codings in; what the explorer shows, masked, out; and the transcripts, for the team's own page.
TRANSCRIPTS = "results/private/explorer_transcripts.json"
SHOWN_TRANSCRIPTS = [TRANSCRIPTS] if STUDY.settings.explorer.transcripts else []


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
