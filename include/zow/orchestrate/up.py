"""`zow up`: Airflow's UI on this machine with our DAGs, until ctrl-C. Also `python -m zow.orchestrate.up [--port
N]`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from zow.errors import ZowError
from zow.orchestrate.environment import ADMIN
from zow.orchestrate.stack import Stack


def up(port: int = 8080) -> int:
    """Start the services on 127.0.0.1:`port`, print where to look, and wait for ctrl-C or SIGTERM; then end them all.
    Returns 0 on that, raises ZowError when a service ends by itself or the port is taken."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Stack(port) as stack:
            print("Airflow start ...", flush=True)
            stack.wait_ready(stop=stop)
            if not stop.is_set():
                print(f"Airflow draait op {stack.url}\nGebruiker {ADMIN}, wachtwoord in {stack.passwords}\n"
                      f"Logs in {stack.logs}\nCtrl-C stopt alles.", flush=True)
            while not stop.wait(1):
                stack.check()
            print("Airflow stopt ...", flush=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m zow.orchestrate.up", description="Start Airflow op deze machine.")
    parser.add_argument("--port", type=int, default=8080, help="poort op 127.0.0.1 (standaard 8080)")
    try:
        return up(parser.parse_args(arguments).port)
    except ZowError as error:
        print(error, file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
