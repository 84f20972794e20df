# Codings in; the drawn data of each figure, and the figure in every format, out.
FIGURES = ["F2_root_causes", "F3_domains_by_group", "F5_domains_and_solutions"]


# Write the numbers that each figure draws, masked.
rule draw_data:
    input:
        codings=rules.codings.output.codings,
        coding_segments=rules.codings.output.coding_segments,
        suggestions=rules.learn.output.suggestions,
        study=study_files(),
    output:
        expand("results/public/figures/{figure}.csv", figure=FIGURES),
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
        "python -m themetrail draw-data --private results/private --figures results/public/figures > {log:q} 2>&1"


# Draw one figure in every format that the settings name.
rule draw:
    input:
        "results/public/figures/{figure}.csv",
    output:
        expand(
            "results/public/figures/{{figure}}.{format}",
            format=[*STUDY.settings.figures.formats, "txt"],
        ),
    log:
        "results/logs/draw/{figure}.log",
    benchmark:
        "results/benchmarks/draw/{figure}.tsv"
    wildcard_constraints:
        figure="|".join(FIGURES),
    conda:
        "../../environment.yml"
    params:
        code=code("draw"),
        settings=setting("figures"),
        study=setting("study"),
    message:
        "Drawing {wildcards.figure}."
    shell:
        "python -m themetrail draw --data {input:q} > {log:q} 2>&1"


# The figures of the paper.
rule figures:
    input:
        expand(
            "results/public/figures/{figure}.{format}",
            figure=FIGURES,
            format=["csv", "txt", *STUDY.settings.figures.formats],
        ),
    message:
        "The figures are made."
