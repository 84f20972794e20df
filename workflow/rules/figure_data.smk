# Codings in; the drawn data of each figure, masked, and why the study does not have some of the figures, out.
from themetrail.figures.left_out import FIGURES, reasons_of

LEFT_OUT = reasons_of(Path())


# Write the numbers that each figure draws, masked. A checkpoint, so that what is drawn is decided after it.
checkpoint draw_data:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        records=per_session("record", "txt"),
        released=per_session("released", "txt"),
        study=study_files(),
    output:
        figures=expand("results/public/figures/{figure}.csv", figure=FIGURES),
        left_out="results/public/data/left_out.json",
    log:
        "results/logs/draw_data.log",
    benchmark:
        "results/benchmarks/draw_data.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("draw_data"),
    message:
        "Collecting the numbers that the figures show."
    shell:
        "python -m themetrail draw-data --private results/private --figures results/public/figures"
        " --left-out {output.left_out:q} > {log:q} 2>&1"
