# Transcripts in; the text of record, where each unit of it stands in the source, and a report out.


# Read transcripts, whatever tool or typist they came from.
for shard, own in SHARDS.items():

    rule:
        name:
            f"ingest_{shard}"
        input:
            transcripts=[STUDY.transcripts[session] for session in own],
            roster=ancient("data/raw/roster.csv"),
            sessions=ancient("data/raw/sessions.csv"),
        output:
            record=per_session("record", "txt", own),
            locators=per_session("locators", "parquet", own),
            report=per_session("ingest", "json", own),
        log:
            f"results/logs/ingest/{shard}.log",
        benchmark:
            f"results/benchmarks/ingest/{shard}.tsv"
        conda:
            "../../environment.yml"
        resources:
            mem_mb=lambda wildcards, attempt: 1000 * attempt,
            runtime=lambda wildcards, attempt: 30 * attempt,
        params:
            sessions=own,
            part=part(shard),
            code=code("ingest"),
            given=contents(*(STUDY.transcripts[session] for session in own)),
            readings=readings(own),
        message:
            f"Reading the transcripts of {told(own)}."
        shell:
            through("ingest")
