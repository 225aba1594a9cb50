"""Every bomb is read or refused with a sentence, within bounded memory and processor time, and the next one is read."""

import json
import subprocess
import sys
from pathlib import Path

from tests.attacks import bombs

CHECKOUT = Path(__file__).resolve().parents[2]


def test_no_bomb_goes_off(tmp_path, record_figure):
    for number, (name, format, make) in enumerate(bombs.make_bombs()):
        (tmp_path / f"{number:02d} {name}.{format}").write_bytes(make())
    run = subprocess.run(
        [sys.executable, "-m", "tests.attacks.bombs", str(tmp_path)],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    answered = [line["name"] for line in lines]
    assert answered == sorted(path.stem for path in tmp_path.iterdir()), run.stderr[-2000:]
    assert run.returncode == 0, run.stderr[-2000:]
    assert not any(line["leaked"] for line in lines)
    assert all(line["outcome"] == "read" or line["said"] for line in lines)
    slowest = max(lines, key=lambda line: line["seconds"])
    record_figure(f"bombs: {len(lines)} in {sum(line['seconds'] for line in lines):.0f} s of processor, "
                  f"the slowest {slowest['name']} with {slowest['seconds']} s")  # fmt: skip
