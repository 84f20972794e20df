"""``python -m themetrail``: the command line, and the form in which a run calls its steps."""

import sys
from pathlib import Path

from themetrail.cli import main
from themetrail.study.one_run import part_of_run
from themetrail.study.problems import CannotRunError

try:
    with part_of_run(Path()):
        STATUS = main()
except CannotRunError as error:
    sys.exit(str(error))
raise SystemExit(STATUS)
