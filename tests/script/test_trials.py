"""The short forms of the trials that do the archive harm: see docs/measurements.md."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.postgres import CANNOT_START
from tests.served import CHECKOUT
from trials import kills, neighbours, outages


def expect_good(status: int) -> None:
    if status == CANNOT_START and not os.environ.get("CI"):
        pytest.skip("PostgreSQL could not be started")
    assert status == 0


def test_nothing_is_lost_or_doubled_whatever_is_killed():
    kinds = [kind for kind in kills.KINDS if kind != "setup"]  # it takes as long as all others
    only = [part for kind in kinds for part in ("--only", kind)]
    expect_good(kills.main(["--kills", str(len(kinds) * len(kills.DATABASES)), "--seed", "1972", *only]))


def test_a_database_that_goes_away_and_comes_back_costs_nothing_but_the_time():
    expect_good(outages.main(["--seconds", "0.5"]))


def test_no_damage_to_the_index_is_served_as_a_wrong_answer():
    command = [sys.executable, "-m", "trials", "damage", "--times", "25", "--seed", "1972"]
    tried = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stdout + tried.stderr


def test_two_servers_on_one_folder_do_nothing_twice():
    expect_good(neighbours.main(["--times", "1"]))
