from pathlib import Path

from statements.ingest.reading.file_discovery import find_files


def test_a_folder_is_read_to_the_bottom_and_rubbish_is_set_aside_with_a_reason(tmp_path: Path):
    deep = tmp_path / "2024" / "june"
    deep.mkdir(parents=True)
    for name in ("b.txt", "a.md", "._a.md", ".hidden", "photo.jpeg", "no-ending", "records.jsonl.gz"):
        (deep / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.txt").write_text("x")
    found = {item.path.name: item for item in find_files([tmp_path])}
    assert [name for name, item in found.items() if not item.problem] == ["a.md", "b.txt", "records.jsonl.gz"]
    assert found["records.jsonl.gz"].format == "jsonl"
    assert "macOS" in found["._a.md"].problem
    assert "hidden" in found[".hidden"].problem
    assert ".jpeg" in found["photo.jpeg"].problem
    assert "config.txt" not in found


def test_a_file_given_twice_is_read_once(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    assert len([item for item in find_files([tmp_path, tmp_path / "a.txt"]) if not item.problem]) == 1


def test_links_that_lead_in_circles_end(tmp_path: Path):
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    assert [item.path.name for item in find_files([tmp_path])] == ["a.txt"]


def test_what_is_not_there_is_said(tmp_path: Path):
    (item,) = find_files([tmp_path / "nowhere"])
    assert item.problem == "There is no such file or folder."


def test_an_import_of_one_type_passes_over_the_others(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "t.jsonl").write_text("{}")
    assert [item.path.name for item in find_files([tmp_path], formats=("jsonl",)) if not item.problem] == ["t.jsonl"]


def test_a_link_out_of_a_folder_is_named_and_not_read(tmp_path):
    (tmp_path / "secret.txt").write_text("Not theirs.")
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "talks.txt").write_text("Ann Bell: Yes.")
    (folder / "again.txt").symlink_to(folder / "talks.txt")
    (folder / "secret.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up.txt").symlink_to("../secret.txt")
    found = {file.path.name: file.problem for file in find_files([folder])}
    assert found == {
        "again.txt": "",  # the same file as talks.txt, read once
        "secret.txt": "A link that leads out of the folder: name the file itself to import it.",
    }
    assert [file.problem for file in find_files([folder / "up.txt"])] == [""]
