# Public results and the private sources in; a deposit, from which anybody can make the tables and figures again, out.


# Put together what may be deposited, with keyed hashes of the sources. The command refuses words of people who did not
# consent to being quoted, so it reads every text.
rule deposit:
    input:
        figures=rules.figures.input,
        tables=rules.make_tables.output,
        data=rules.table_data.output.data,
        left_out=rules.draw_data.output.left_out,
        settings=rules.public_settings.output,
        quotes=rules.quotes.output,
        methods=rules.methods.output,
        explorer=rules.explorer_data.output,
        records=per_session("record", "txt"),
        released=per_session("released", "txt"),
        codings=rules.codings.output,
        transcripts=STUDY.transcripts.values(),
        study=study_files(),
    output:
        folder=directory("results/deposit"),
        archive="results/deposit.zip",
    log:
        "results/logs/deposit.log",
    benchmark:
        "results/benchmarks/deposit.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("deposit"),
        lock=LOCK,
    message:
        "Putting the deposit together."
    shell:
        "python -m themetrail deposit --private results/private --public results/public --lock {params.lock:q}"
        " --deposit {output.folder:q} --archive {output.archive:q} > {log:q} 2>&1"
