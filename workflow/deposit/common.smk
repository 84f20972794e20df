# What takes the place of a study where there is only its deposit: the public settings, and the data as they lie there.
from types import SimpleNamespace


include: "../rules/package.smk"


from themetrail.figures.left_out import read_reasons
from themetrail.study.problems import InputError
from themetrail.study.public_settings import read_public_settings

try:
    STUDY = SimpleNamespace(
        settings=read_public_settings(Path("results/public/data/settings.json"))
    )
    LEFT_OUT = read_reasons(Path("results/public/data/left_out.json"))
except InputError as error:
    sys.exit(str(error))


def drawn_data(wildcards):
    """A figure's drawn data; they came with the deposit."""
    return f"results/public/figures/{wildcards.figure}.csv"


# A deposit has no transcripts, so its explorer has quotes alone.
SHOWN_TRANSCRIPTS = []
