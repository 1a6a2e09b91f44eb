"""A town's folder is read whole, and everything that is wrong is told by file, row and column."""

import shutil
from pathlib import Path

import pytest

from backend.setting_up import TownWrong, read_folder

TOWN = Path(__file__).parents[1] / "acceptance" / "town"


def copy_town(folder: Path) -> Path:
    shutil.copytree(TOWN, folder / "town")
    return folder / "town"


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(TownWrong) as raised:
        read_folder(folder)
    return [str(fault) for fault in raised.value.faults]


def test_the_town_of_the_tests_is_read() -> None:
    files = read_folder(TOWN)
    assert [line.cells["code"] for line in files.of("contracts.csv")] == [
        "belysning", "gator-norr", "gator-soder", "park",
    ]  # fmt: skip
    second = files.of("contracts.csv")[1]
    assert (second.number, second.cells["call_off_kr"], second.cells["covers"]) == (
        3,
        25_000,
        ("vag", "vinter", "trafik"),
    )
    assert files.of("contracts.csv")[0].cells["jour_phone"] == "+46701740605"
    assert len(files.tests) == 3


def test_commas_and_a_byte_order_mark_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("\ufeffCode,Name,In_house\ncleo-drift,Cleos Drift AB,nej\n", encoding="utf-8")
    [line] = read_folder(tmp_path).of("firms.csv")
    assert line.cells == {"code": "cleo-drift", "name": "Cleos Drift AB", "in_house": False}


def test_every_fault_is_told_at_once_by_file_and_row(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    replace_in(town / "people.csv", "bo@nyby.example;agent", "bo at nyby;wizard")
    replace_in(town / "contracts.csv", "25 000", "lots")
    replace_in(town / "call_list.csv", "070-174 06 12", "ring Bo")
    replace_in(town / "bodies.csv", "code;", "kod;")
    (town / "hours.toml").write_text("phone =", encoding="utf-8")
    told = faults_of(town)
    assert "people.csv, row 2, mail: That is not a mail address." in told
    assert any(each.startswith("people.csv, row 2, role: Write one of agent, ") for each in told)
    assert "contracts.csv, row 3, call_off_kr: That is not a whole number." in told
    assert "call_list.csv, row 3, phone: That does not look like a telephone number." in told
    assert any(each.startswith("bodies.csv, row 1, kod: There is no such column") for each in told)
    assert "bodies.csv, row 1, code: This column must be there." in told
    assert any(each.startswith("hours.toml: That is not TOML") for each in told)


def test_an_empty_folder_is_no_town(tmp_path: Path) -> None:
    assert "None of these files is here" in faults_of(tmp_path)[0]


def test_a_cell_too_many_and_one_too_few(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("code;name\na;A;x\nb\n", encoding="utf-8")
    assert faults_of(tmp_path) == [
        "firms.csv, row 2: The row has more cells than the first row.",
        "firms.csv, row 3, name: This cell must be filled in.",
    ]
