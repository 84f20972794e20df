"""``python -m themetrail``: the command line."""

from themetrail.cli import main

raise SystemExit(main())
