"""Rules of records, pure: what is masked, which rule counts, what names a person, and the chain of the ledger."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from backend.foundation.errors import Conflict
from backend.retention.decisions import Reach, choose_rule, list_narrower
from backend.retention.ledger import Entry, read_lines, write_line
from backend.retention.masking import Piece, Span, count_masks, cut, find_all, find_persons, tell
from backend.retention.models import What
from backend.retention.naming import spellings_of
from backend.retention.word_index import first_form, words_of

NAMND, OTHER = UUID(int=1), UUID(int=2)
ALL, HOLES, OWN = Reach(UUID(int=10), None, None), Reach(UUID(int=11), "hole", None), Reach(UUID(int=12), None, NAMND)
P = "21:7"


def test_the_narrowest_rule_counts_and_of_two_alike_the_one_entered_first() -> None:
    assert choose_rule([ALL, HOLES, OWN], "hole", NAMND) == HOLES
    assert choose_rule([ALL, HOLES, OWN], "lamp", NAMND) == OWN
    assert choose_rule([ALL, HOLES], "lamp", OTHER) == ALL
    assert choose_rule([HOLES], "lamp", OTHER) is None
    later = Reach(UUID(int=20), "hole", None)
    assert choose_rule([later, HOLES], "hole", OTHER) == HOLES
    assert list_narrower(ALL, [ALL, HOLES, OWN]) == [HOLES, OWN]
    assert list_narrower(later, [HOLES, later]) == [HOLES]


def test_what_is_cut_away_leaves_no_words_and_no_length() -> None:
    short, long = (cut(f"Ring {name} nu", [Span(5, 5 + len(name), P)]) for name in ("Bo", "Bartholomeus"))
    assert short == long == [Piece("Ring "), Piece("", P), Piece(" nu")]
    assert tell(short) == "Ring [maskerat: 21:7] nu"
    assert count_masks(cut("abcdef", [Span(0, 3, P), Span(2, 5, P)])) == 1
    assert tell(cut("abcdef", [Span(0, 6, P)], shown=[(2, 4)])) == "[maskerat: 21:7]cd[maskerat: 21:7]"
    assert cut("", [Span(0, 9, P)]) == []


@pytest.mark.parametrize("said", ["070-123 45 67", "amira@example.org", "19800101-1234", "ABC 12D", "kerstin"])
def test_persons_are_masked_by_default(said: str) -> None:
    text = f"Det var {said} som ringde."
    assert tell(cut(text, find_persons(text, ["Kerstin"], P))) == "Det var [maskerat: 21:7] som ringde."


def test_a_name_inside_another_word_is_not_masked() -> None:
    assert tell(cut("Kerstins bil", find_persons("Kerstins bil", ["Kerstin"], P))) == "[maskerat: 21:7]s bil"
    assert find_persons("Planning av Annabergsvägen", ["Ann"], P) == []


def test_a_passage_is_found_however_its_spaces_were_set() -> None:
    assert find_all("koden\n 4711 och Koden 4711", "koden  4711") == [(0, 11), (16, 26)]
    assert find_all("koden", " ") == []


def test_a_number_is_looked_for_as_people_write_it() -> None:
    assert spellings_of("+46701740605") == {"0701740605", "070-1740605", "070 1740605"}
    assert spellings_of("amira@example.org") == set()


def test_words_are_found_in_any_form() -> None:
    assert first_form("hålen") == first_form("hål") == "hål"
    assert words_of(["Stora HÅL i vägen", None]) >= {"hål", "väg"}


def entry(number: int) -> Entry:
    at = datetime(2026, 9, 16, tzinfo=UTC)
    return Entry("9901", UUID(int=number), What.PERSONS, "", (UUID(int=7),), (), (UUID(int=8),), at)


def test_the_ledger_reads_what_was_written_and_finds_what_was_changed() -> None:
    first, chain = write_line(entry(1), "")
    second, _ = write_line(entry(2), chain)
    assert [each for each, _ in read_lines([first, second])] == [entry(1), entry(2)]
    assert [each for each, _ in read_lines([first, second[:-9]])] == [entry(1)]
    with pytest.raises(Conflict):
        list(read_lines([second]))
    with pytest.raises(Conflict):
        list(read_lines([first.replace(b"9901", b"9902"), second]))
