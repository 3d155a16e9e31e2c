"""Two builds of one commit are the same, byte for byte, whoever builds them and when; the version has one place."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

import simulator
from tests.house import ROOT


def built(target: Path, umask: int) -> dict[str, str]:
    target.mkdir()
    before = os.umask(umask)
    try:
        subprocess.run([sys.executable, ROOT / ".ci" / "build-release", target], check=True, timeout=600)
    finally:
        os.umask(before)
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in target.glob("marketplace*")}


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the repository's history")
def test_two_builds_of_one_commit_are_equal(tmp_path: Path) -> None:
    first, second = built(tmp_path / "first", 0o002), built(tmp_path / "second", 0o077)
    assert first == second
    version = simulator.__version__
    assert sorted(first) == [
        f"marketplace_simulator-{version}-py3-none-any.whl",
        f"marketplace_simulator-{version}.tar.gz",
    ]
