# Text of record and roster in; turns of known speakers, and typed marks such as [pause], out.


# Join cues and paragraphs into turns.
rule clean:
    input:
        record=rules.ingest.output.record,
        locators=rules.ingest.output.locators,
        roster=ancient("data/raw/roster.csv"),
        participants=ancient("data/raw/participants.csv"),
    output:
        turns="results/private/turns/{session}.parquet",
        marks="results/private/marks/{session}.parquet",
        verbatim="results/private/verbatim/{session}.csv",
        report="results/private/clean/{session}.json",
    log:
        "results/logs/clean/{session}.log",
    benchmark:
        "results/benchmarks/clean/{session}.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("clean"),
        settings=setting("cleaning"),
        people=people,
        reading=reading,
    message:
        "Joining the words of {wildcards.session} into turns."
    shell:
        "python -m themetrail clean --session {wildcards.session} --record {input.record:q} --locators {input.locators:q}"
        " --turns {output.turns:q} --marks {output.marks:q} --verbatim {output.verbatim:q} --report {output.report:q}"
        " > {log:q} 2>&1"
