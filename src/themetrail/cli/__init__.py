"""The command line: each command is a module here that opens files, calls pure functions and writes files."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import pkgutil
import sys
from typing import TYPE_CHECKING, Protocol, cast

import themetrail
from themetrail.study.problems import InputError
from themetrail.study.storage import storage_instruction

if TYPE_CHECKING:
    from collections.abc import Sequence


# A run holds hundreds of thousands of rows and hardly a cycle; looking for one at every 700th is a third of its time.
OBJECTS_BETWEEN_COLLECTIONS = 1_000_000


class Command(Protocol):
    """What a command's module offers."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work; the exit status."""


def command_names() -> list[str]:
    """Names of all commands, as they are typed."""
    modules = pkgutil.iter_modules(__path__)
    return sorted(module.name.replace("_", "-") for module in modules if not module.name.startswith("_"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Mistakes in the input are printed as instructions, all together; status 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="themetrail", description=themetrail.__doc__, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"themetrail {themetrail.__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = [name for name in command_names() if name in given[:1]] or command_names()
    for name in wanted:
        command = _command(name)
        sub = subparsers.add_parser(name, help=command.HELP, description=command.HELP, allow_abbrev=False)
        command.add_arguments(sub)
    args = parser.parse_args(given)
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        return _command(args.command).run(args)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Who reads the output has seen enough ("| head"); Python is not to complain of it on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if not (instruction := storage_instruction(error)):
            raise
        print(instruction, file=sys.stderr)
        return 2


def _command(name: str) -> Command:
    return cast("Command", importlib.import_module(f"{__name__}.{name.replace('-', '_')}"))
