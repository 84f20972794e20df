# What reading and cleaning said of each session in; one private report on all transcripts out.


# Say what was read from each transcript, and show what was left out.
rule ingest_report:
    input:
        reports=per_session("ingest", "json"),
        records=per_session("record", "txt"),
        cleaned=per_session("clean", "json"),
        turns=per_session("turns", "parquet"),
        marks=per_session("marks", "parquet"),
        sessions="data/raw/sessions.csv",
    output:
        csv="results/private/transcripts.csv",
        dropped="results/private/dropped_lines.csv",
        page="results/private/transcripts.html",
    log:
        "results/logs/ingest_report.log",
    benchmark:
        "results/benchmarks/ingest_report.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("ingest_report"),
        given=contents("data/raw/sessions.csv"),
        study=setting("study"),
        settings=setting("cleaning"),
    message:
        "Reporting what was read from the transcripts."
    shell:
        "python -m themetrail ingest-report --private results/private --csv {output.csv:q} --dropped {output.dropped:q}"
        " --page {output.page:q} > {log:q} 2>&1"
