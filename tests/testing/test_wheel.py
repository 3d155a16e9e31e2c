"""A project outside the repository installs the built wheel and passes its three tests with the plugin."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.testing.project import THREE_TESTS, run_tests

KEPT_OUT = shutil.ignore_patterns("node_modules", "instance", "build", "dist", "*.egg-info", "__pycache__", ".*")
CONSTRAINTS = ROOT / ".ci" / "requirements-dev.lock"


def _run(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.slow
def test_a_project_elsewhere_passes_its_three_tests(tmp_path: Path) -> None:
    source, venv = tmp_path / "source", tmp_path / "venv"
    shutil.copytree(ROOT, source, ignore=KEPT_OUT, symlinks=True)
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, source, cwd=tmp_path)
    [wheel] = tmp_path.glob("*.whl")
    _run(sys.executable, "-m", "venv", venv, cwd=tmp_path)
    python = venv / "bin" / "python"
    pinned = [line.split(" ")[0] for line in CONSTRAINTS.read_text().splitlines() if line.startswith("pytest==")]
    _run(python, "-m", "pip", "install", "--quiet", wheel, *pinned, cwd=tmp_path)
    done = run_tests(tmp_path / "shop", python, THREE_TESTS)
    assert "3 passed" in done.stdout, done.stdout + done.stderr
