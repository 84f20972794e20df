# Public results in; the notebooks with their outputs, as .ipynb and as HTML, out.
NOTEBOOKS = ["01_from_cell_to_quotes"]


# Run one notebook on what the run has made public.
rule notebook:
    input:
        source=str(REPOSITORY / "notebooks/{notebook}.ipynb"),
        tables=rules.make_tables.output,
        quotes="results/public/quotes.csv",
        figures=rules.figures.input,
    output:
        notebook="results/public/notebooks/{notebook}.ipynb",
        page="results/public/notebooks/{notebook}.html",
    log:
        "results/logs/notebook/{notebook}.log",
    benchmark:
        "results/benchmarks/notebook/{notebook}.tsv"
    wildcard_constraints:
        notebook="|".join(NOTEBOOKS),
    conda:
        "../../environment.yml"
    params:
        code=code("notebook"),
    message:
        "Running the notebook {wildcards.notebook}."
    shell:
        "python -m themetrail notebook --source {input.source:q} --public results/public --notebook {output.notebook:q}"
        " --page {output.page:q} > {log:q} 2>&1"


# The notebooks that reviewers read.
rule notebooks:
    input:
        expand(
            "results/public/notebooks/{notebook}.{ending}",
            notebook=NOTEBOOKS,
            ending=["ipynb", "html"],
        ),
    message:
        "The notebooks are made."
