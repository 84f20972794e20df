# Transcripts in; the text of record, where each unit of it stands in the source, and a report out.


# Read one transcript, whatever tool or typist it came from.
rule ingest:
    input:
        transcript,
    output:
        record=f"{PRIVATE}/record/{{session}}.txt",
        locators=f"{PRIVATE}/locators/{{session}}.parquet",
        report=f"{PRIVATE}/ingest/{{session}}.json",
    params:
        code=code("ingest"),
    log:
        "results/logs/ingest/{session}.log",
    benchmark:
        "results/benchmarks/ingest/{session}.tsv"
    conda:
        "../../environment.yml"
    message:
        "Reading the transcript of {wildcards.session}."
    shell:
        "{THEMETRAIL} ingest --session {wildcards.session} --source {input:q} --record {output.record:q}"
        " --locators {output.locators:q} --report {output.report:q} > {log:q} 2>&1"
