"""`python -m forfait_cli`, and the `forfait` script."""

import gc
import sys


def main() -> int:
    """Run the program and give its exit code."""
    # Nothing made while loading is ever garbage: collecting it meanwhile, then once more at exit,
    # takes a fifth of the time of a short command.
    gc.disable()
    try:
        from forfait_cli.commands.app import executer

        code = executer()
    except KeyboardInterrupt:  # while the modules were loading
        return 130
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
