"""One image at a time, Slotwise's channel-wise packing beside TenSEAL's single-image way: the same
network and images, one thread, alternating in one run.

usage: side_by_side.py [--images N] [--rounds N] [--threads N]
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAUNCHER = HERE.parents[1] / "slotwise"


def output_of(*command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def slotwise(images, threads):
    report = output_of(
        LAUNCHER, "demo", "--engine", "channel-wise", "--batch", str(images), "--threads",
        str(threads), "--json",
    )
    seconds = {name: report["seconds"][name] / images for name in ("encrypt", "evaluate", "decrypt")}
    checks = {name: report[name] for name in ("maxScoreError", "scoreRange", "labelDisagreements")}
    return sum(seconds.values()), {"secondsPerImage": seconds, "checks": checks}


def tenseal(images, threads):
    report = output_of(
        sys.executable, HERE / "tenseal_single_image.py", "--images", str(images), "--threads",
        str(threads),
    )
    return sum(report["secondsPerImage"].values()), report


def run(images, rounds, threads):
    totals = {"slotwise": [], "tenseal": []}
    last = {}
    for _ in range(rounds):
        for name, peer in (("slotwise", slotwise), ("tenseal", tenseal)):
            total, last[name] = peer(images, threads)
            totals[name].append(round(total, 3))
    medians = {name: statistics.median(values) for name, values in totals.items()}
    return {
        "images": images,
        "threads": threads,
        "secondsPerImage": totals,
        "medians": medians,
        "timesAsFast": round(medians["tenseal"] / medians["slotwise"], 2),
        "slotwiseIsNeverSlower": max(totals["slotwise"]) <= min(totals["tenseal"]),
        "last": last,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.images, arguments.rounds, arguments.threads)))
