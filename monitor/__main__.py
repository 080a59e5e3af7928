"""`python -m monitor`: the same as `wireroom`."""

from monitor.cli import main

if __name__ == "__main__":
    main()
