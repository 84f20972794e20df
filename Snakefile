include: "workflow/Snakefile"


# A file that is included gives no default target; without one, plain snakemake would make nothing and say so to nobody.
rule default:
    default_target: True
    input:
        rules.all.input,
    localrule: True
    message:
        "Everything is made."
