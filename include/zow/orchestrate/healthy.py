"""Health check of a container: `python -m zow.orchestrate.healthy URL`. Imports no Airflow, because it runs every half
minute."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request

# a proxy of the network knows nothing of this machine, or of this container
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def healthy(url: str) -> bool:
    """Whether `url` answers 200 and, when the answer is Airflow's health report, its database is healthy. A scheduler
    that is down is not held against the api-server: it has a check of its own."""
    try:
        with DIRECT.open(url, timeout=8) as answer:
            body = answer.read()
        report = json.loads(body) if body else {}
    except (urllib.error.URLError, OSError, ValueError):
        return False
    return report.get("metadatabase", {}).get("status", "healthy") == "healthy"


if __name__ == "__main__":
    sys.exit(0 if healthy(sys.argv[1]) else 1)
