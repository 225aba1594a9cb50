"""The bill of materials of a release names every package that is pinned, and nothing else."""

import importlib.util
import json
import re
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "script" / "bill-of-materials"
loader = SourceFileLoader("bill_of_materials", str(SCRIPT))
bill_of_materials = importlib.util.module_from_spec(importlib.util.spec_from_loader("bill_of_materials", loader))
sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
loader.exec_module(bill_of_materials)
sys.dont_write_bytecode = before


def test_the_file_is_a_bill_of_what_is_installed(tmp_path):
    subprocess.run([sys.executable, str(SCRIPT), str(tmp_path / "bill.json")], check=True)
    bill = json.loads((tmp_path / "bill.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.5", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    pinned = re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s\\;]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert len(bill["components"]) == len(pinned) > 30
    assert bill["dependencies"][0]["dependsOn"] == sorted(component["bom-ref"] for component in bill["components"])
    for component in bill["components"]:
        assert component["purl"] == f"pkg:pypi/{component['name']}@{component['version']}"
        try:
            assert version(component["name"]) == component["version"]
        except PackageNotFoundError:
            pass  # for another system or another Python


def test_the_same_pins_make_the_same_bill():
    assert bill_of_materials.build() == bill_of_materials.build()


def test_digests_stand_with_their_package(tmp_path):
    pins = tmp_path / "requirements.txt"
    pins.write_text(
        "one[extra]==1.0 \\\n    --hash=sha256:" + "a" * 64 + " \\\n    --hash=sha256:" + "b" * 64 + "\n"
        '    # via other\nTwo_Words==2.0 ; python_version < "3.12" \\\n    --hash=sha256:' + "c" * 64 + "\n"
    )
    one, two = bill_of_materials.list_python_packages(pins)
    assert (one["purl"], [each["value"][0] for each in one["properties"]]) == ("pkg:pypi/one@1.0", ["a", "b"])
    assert (two["purl"], [each["value"][0] for each in two["properties"]]) == ("pkg:pypi/two-words@2.0", ["c"])
