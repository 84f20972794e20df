# Public results in; the notebooks with their outputs, as .ipynb and as pages, and a page that lists them, out.
NOTEBOOKS = sorted(str(path) for path in (REPOSITORY / "notebooks").glob("*.ipynb"))


# Run all notebooks, each by itself, on what the run has made public.
rule run_notebooks:
    input:
        sources=NOTEBOOKS,
        tables=rules.make_tables.output,
        quotes="results/public/quotes.csv",
        methods="results/public/methods.txt",
        figures=rules.figures.input,
    output:
        report(
            directory("results/public/notebooks"),
            patterns=["{notebook,[0-9].*}.html"],
            caption="../report/notebook.rst",
            category="Notebooks",
            labels=notebook_labels,
        ),
    log:
        "results/logs/notebooks.log",
    benchmark:
        "results/benchmarks/notebooks.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code("notebooks"),
    message:
        "Running the notebooks."
    shell:
        "python -m themetrail notebooks --public results/public --sources {input.sources:q} --notebooks {output:q}"
        " > {log:q} 2>&1"


# The notebooks that reviewers read.
rule notebooks:
    input:
        rules.run_notebooks.output,
    message:
        "The notebooks are made."
