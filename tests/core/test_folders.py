"""A folder of results appears as a whole or not at all: errors, Ctrl-C, kill and a full disk leave nothing half-written."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commonsky.core.errors import CommonskyError, OutputError
from commonsky.core.folders import check_replaceable, whole_folder

OURS = {"profile.json", "report.html"}

FULL = """
import resource, sys
from pathlib import Path
from commonsky.core.errors import OutputError
from commonsky.core.folders import whole_folder
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    with whole_folder(Path(sys.argv[1]), {"profile.json"}) as folder:
        (folder / "profile.json").write_bytes(b"x" * 100_000)
except OutputError as error:
    print(error)
    sys.exit(3)
"""

WAITS = """
import signal, sys, time
from pathlib import Path
from commonsky.core.folders import whole_folder
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background starts its children deaf to it
with whole_folder(Path(sys.argv[1]), {"profile.json"}) as folder:
    (folder / "profile.json").write_text("half")
    print("inside", flush=True)
    time.sleep(60)
"""


def everything_under(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def write(folder, text="new", name="profile.json"):
    with whole_folder(folder, OURS) as staging:
        (staging / name).write_text(text)


def test_results_appear_with_missing_parents(tmp_path):
    write(tmp_path / "a" / "b" / "out")
    assert everything_under(tmp_path) == ["a", "a/b", "a/b/out", "a/b/out/profile.json"]
    assert (tmp_path / "a/b/out/profile.json").read_text() == "new"


def test_nothing_is_at_the_target_while_the_block_runs(tmp_path):
    with whole_folder(tmp_path / "out", OURS) as staging:
        (staging / "profile.json").write_text("new")
        assert not (tmp_path / "out").exists()
        assert staging.parent == tmp_path


def test_an_earlier_run_is_replaced_whole(tmp_path):
    write(tmp_path / "out", "old", "report.html")
    write(tmp_path / "out")
    assert everything_under(tmp_path) == ["out", "out/profile.json"]


def test_an_empty_folder_is_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    write(tmp_path / "out")
    assert everything_under(tmp_path) == ["out", "out/profile.json"]


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt(), SystemExit(1), CommonskyError("ours")])
def test_any_way_out_of_the_block_leaves_the_earlier_results(tmp_path, error):
    write(tmp_path / "out", "old")
    with pytest.raises(type(error)), whole_folder(tmp_path / "out", OURS) as staging:
        (staging / "profile.json").write_text("half")
        raise error
    assert everything_under(tmp_path) == ["out", "out/profile.json"]
    assert (tmp_path / "out/profile.json").read_text() == "old"


def test_an_error_of_the_system_becomes_ours(tmp_path):
    with (
        pytest.raises(OutputError, match=r"cannot write to .*out: No space left on device; nothing was changed there"),
        whole_folder(tmp_path / "out", OURS),
    ):
        raise OSError(28, "No space left on device")
    assert everything_under(tmp_path) == []


def test_other_files_are_refused_and_kept(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match=r"holds other files \(thesis.docx\); give a new folder with --out"):
        write(tmp_path / "out")
    assert everything_under(tmp_path) == ["out", "out/thesis.docx"]


def test_a_file_in_the_way_is_refused_and_kept(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="is a file; give a folder with --out"):
        write(tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a file"


def test_the_folder_that_work_is_done_in_is_not_replaced(tmp_path, monkeypatch):
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    for folder in (inner, tmp_path):
        with pytest.raises(OutputError, match="cannot be replaced"):
            check_replaceable(folder, {"inner"})


def test_a_file_as_parent_is_refused(tmp_path):
    (tmp_path / "a").write_text("a file")
    with pytest.raises(OutputError, match="cannot write to .*; give another folder with --out"):
        write(tmp_path / "a" / "out")


def test_a_link_to_a_folder_is_written_through_or_replaced_without_remains(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    write(tmp_path / "out")
    assert (tmp_path / "out" / "profile.json").read_text() == "new"
    assert {p.name for p in tmp_path.iterdir()} == {"real", "out"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into a read-only folder")
def test_a_parent_that_is_read_only_is_refused(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(OutputError, match="Permission denied; give another folder with --out"):
        write(tmp_path / "out")
    tmp_path.chmod(0o755)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no /proc here, where nobody may make folders")
def test_a_parent_where_nobody_may_write_is_refused():
    with pytest.raises(OutputError, match="cannot write to /proc/commonsky-out: .*; give another folder with --out"):
        write(Path("/proc/commonsky-out"))


def test_the_check_alone_changes_nothing(tmp_path):
    check_replaceable(tmp_path / "nowhere", OURS)
    assert everything_under(tmp_path) == []


def test_a_full_disk_is_one_line_and_leaves_the_earlier_results(tmp_path):
    write(tmp_path / "out", "old")
    run = subprocess.run([sys.executable, "-c", FULL, tmp_path / "out"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (3, "")
    assert "File too large; nothing was changed there" in run.stdout
    assert everything_under(tmp_path) == ["out", "out/profile.json"]
    assert (tmp_path / "out/profile.json").read_text() == "old"


@pytest.mark.parametrize(("how", "left"), [(signal.SIGINT, 0), (signal.SIGKILL, 1)])
def test_a_process_that_is_stopped_leaves_the_earlier_results(tmp_path, how, left):
    write(tmp_path / "out", "old")
    with subprocess.Popen(
        [sys.executable, "-c", WAITS, tmp_path / "out"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout.readline() == "inside\n"
        process.send_signal(how)
        process.wait(20)
    assert (tmp_path / "out/profile.json").read_text() == "old"
    hidden = [p.name for p in tmp_path.iterdir() if p.name != "out"]
    assert len(hidden) == left
    assert all(name.startswith(".out.") for name in hidden)
