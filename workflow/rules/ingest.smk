# Transcripts in; the text of record, where each unit of it stands in the source, and a report out.


# Read one transcript, whatever tool or typist it came from.
rule ingest:
    input:
        transcript=transcript,
        roster=ancient("data/raw/roster.csv"),
        sessions=ancient("data/raw/sessions.csv"),
    output:
        record="results/private/record/{session}.txt",
        locators="results/private/locators/{session}.parquet",
        report="results/private/ingest/{session}.json",
    log:
        "results/logs/ingest/{session}.log",
    benchmark:
        "results/benchmarks/ingest/{session}.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("ingest"),
        given=lambda wildcards: contents(transcript(wildcards)),
        reading=reading,
    message:
        "Reading the transcript of {wildcards.session}."
    shell:
        "python -m themetrail ingest --session {wildcards.session} --source {input.transcript:q} --record {output.record:q}"
        " --locators {output.locators:q} --report {output.report:q} > {log:q} 2>&1"
