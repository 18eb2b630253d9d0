"""Run the command line with ``python -m stancebench``."""

from stancebench.cli import main

if __name__ == "__main__":
    main()
