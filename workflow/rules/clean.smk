# Text of record and roster in; turns of known speakers, and typed marks such as [pause], out.


# Join cues and paragraphs into turns.
for shard, own in SHARDS.items():

    rule:
        name:
            f"clean_{shard}"
        input:
            record=per_session("record", "txt", own),
            locators=per_session("locators", "parquet", own),
            roster=ancient("data/raw/roster.csv"),
            participants=ancient("data/raw/participants.csv"),
        output:
            turns=per_session("turns", "parquet", own),
            marks=per_session("marks", "parquet", own),
            verbatim=per_session("verbatim", "csv", own),
            report=per_session("clean", "json", own),
        log:
            f"results/logs/clean/{shard}.log",
        benchmark:
            f"results/benchmarks/clean/{shard}.tsv"
        conda:
            "../../environment.yml"
        resources:
            mem_mb=lambda wildcards, attempt: 1000 * attempt,
            runtime=lambda wildcards, attempt: 30 * attempt,
        params:
            sessions=own,
            part=part(shard),
            code=code("clean"),
            settings=setting("cleaning"),
            people=people(own),
            readings=readings(own),
        message:
            f"Joining the words of {told(own)} into turns."
        shell:
            through("clean")
