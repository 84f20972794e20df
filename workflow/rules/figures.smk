# Masked numbers and public settings in; each figure in every format, and a page that shows them all, out. Where the
# numbers come from (drawn_data, LEFT_OUT) is said by the workflow: a run of the study, or a deposit of one.
from themetrail.figures.left_out import FIGURES

DRAWN = [figure for figure in FIGURES if figure not in LEFT_OUT]

# Each figure stands in the report once, in the format that a browser shows best.
IN_REPORT = min(STUDY.settings.figures.formats, key=["svg", "png", "pdf", "tiff"].index)
NOT_IN_REPORT = [
    format for format in STUDY.settings.figures.formats if format != IN_REPORT
]


# Draw one figure in every format that the settings name.
rule draw:
    input:
        data=ancient(drawn_data),
        settings="results/public/data/settings.json",
    output:
        expand(
            "results/public/figures/{{figure}}.{format}",
            format=[*NOT_IN_REPORT, "txt"],
        ),
        report(
            f"results/public/figures/{{figure}}.{IN_REPORT}",
            caption="../report/figure.rst",
            category="Figures",
            labels=figure_labels,
        ),
    log:
        "results/logs/draw/{figure}.log",
    benchmark:
        "results/benchmarks/draw/{figure}.tsv"
    wildcard_constraints:
        figure="|".join(DRAWN),
    conda:
        "../../environment.yml"
    params:
        data=drawn_hash,
        code=code("draw"),
    message:
        "Drawing {wildcards.figure}."
    shell:
        "python -m themetrail draw --data {input.data:q} --settings {input.settings:q} > {log:q} 2>&1"


# Say why the study does not have a figure.
rule leave_out:
    input:
        ancient(drawn_data),
    output:
        "results/public/figures/{figure}.txt",
    log:
        "results/logs/draw/{figure}.log",
    benchmark:
        "results/benchmarks/draw/{figure}.tsv"
    wildcard_constraints:
        figure="|".join(LEFT_OUT) or "none",
    conda:
        "../../environment.yml"
    params:
        code=code("leave_out"),
        reason=lambda wildcards: LEFT_OUT[wildcards.figure],
    message:
        "Leaving {wildcards.figure} out."
    shell:
        "python -m themetrail leave-out --data {input:q} --reason {params.reason:q} > {log:q} 2>&1"


# Show all figures on one page, with their legends, numbers and files.
rule contact_sheet:
    input:
        settings="results/public/data/settings.json",
        words=expand(
            "results/public/figures/{figure}.{ending}",
            figure=FIGURES,
            ending=["csv", "txt"],
        ),
        pictures=expand(
            "results/public/figures/{figure}.{format}",
            figure=DRAWN,
            format=STUDY.settings.figures.formats,
        ),
    output:
        "results/public/figures/index.html",
    log:
        "results/logs/contact_sheet.log",
    benchmark:
        "results/benchmarks/contact_sheet.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("contact_sheet"),
    message:
        "Laying out the contact sheet."
    shell:
        "python -m themetrail contact-sheet --figures results/public/figures --settings {input.settings:q}"
        " --sheet {output:q} > {log:q} 2>&1"


# The figures of the paper.
rule figures:
    input:
        rules.contact_sheet.output,
        expand("results/public/figures/{figure}.csv", figure=FIGURES),
        expand("results/public/figures/{figure}.txt", figure=FIGURES),
        expand(
            "results/public/figures/{figure}.{format}",
            figure=DRAWN,
            format=STUDY.settings.figures.formats,
        ),
    message:
        "The figures are made."
