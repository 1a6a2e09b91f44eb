"""A missed waste bin belongs to a household: never joined, never public, and no neighbour learns of it.

What is solved in the call needs the contact log, and a whole street its notice; both are rooms of their own, and not
there yet. What stands instead is walked: a call is a case like another, and a street is one case each, moved with one
reason and told apart.
"""

import pytest

from backend import cases, feedback, photos
from backend.adapters.photo_store import FolderPhotoStore
from backend.cases import Cause, JoinNotAllowed, NewPromise, Outcome, PromiseKind, State, Submitted
from backend.catalogue import Precision
from backend.dispatch import Act
from backend.feedback import Answer, Consequence
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.flows.ten_cases.telling import (
    BO,
    DAY,
    HOUR,
    UNDO,
    CaseTown,
    at,
    crew,
    everybody,
    only_order,
    orders_of,
    ref,
    reported,
    staff,
    subjects_of,
    submitted_of,
    texts_of,
    unit,
    whys_of,
)
from tests.photo_builders import build_jpeg
from tests.web.citizen_builders import LAMP, Citizens, links_of, words_of
from tests.web.console_builders import Console
from tests.web.console_builders import words_of as words_of_console

pytestmark = pytest.mark.slow

AMIRA, EVE, CREW = "amira@example.org", "eve@example.org", "driftgruppen@angsby.example"
BIN = {**LAMP, "category": "avfall.ej-tomt"}
STREET = [f"storgatan-{number}@example.org" for number in range(2, 12, 2)]


def test_missed_waste_bin(town: CaseTown, citizens: Citizens, console: Console) -> None:
    town.stop_clock(at("2026-11-05", "10:00"))
    follow = citizens.reported({"mail": AMIRA, "answer-bin": "rest", "words": "Vår soptunna på gården."}, BIN)
    hers = submitted_of(town, citizens, follow)
    eves = the_neighbour_is_shown_nothing_and_never_joined(town, citizens, hers)

    # The crew was there: it did not stand out, and here is the photo. No rule approves that; the unit does.
    order = only_order(town, hers)
    crew(town, order.id, Act.START)
    prove(town, citizens, hers)
    crew(town, order.id, Act.COMPLETE, outcome=Outcome.NO_FAULT_FOUND, words="Kärlet stod inte framme.")
    assert whys_of(town, hers) == [("approve", "unit")]
    unit(town, order.id, Act.APPROVE)
    town.later(HOUR)
    assert texts_of(town, AMIRA) == [
        f"Tack! Vi har din felanmälan {ref(hers)} om ett kärl. Den läses senast fre 6 nov kl. 15.00. Följ: {{follow}}",
        f"{ref(hers)}: Vi var där tors 5 nov och såg inget fel. Finns det kvar? Svara, så tittar vi igen: {{verdict}}",
    ]
    page = citizens.open(follow)
    assert "Vi såg inget fel Finns det kvar?" in words_of(page)
    assert "Efteråt" in words_of(page)
    assert links_of(page, "/display")

    her_no_is_a_dispute(town, console, hers)

    # The unit believes her: it opens the case again, she is thanked, and the bin is emptied.
    look = NewPromise(PromiseKind.NEXT_WORD, at("2026-11-24", "16:30"), Precision.DAY, Cause.REOPENED)
    staff(town, cases.reopen_case, hers.case_id, because="by_staff", promise=look)
    town.later(HOUR)
    staff(town, cases.resolve_case, hers.case_id, outcome=Outcome.MENDED)
    crew(town, only_order(town, eves).id, Act.COMPLETE, outcome=Outcome.MENDED)
    unit(town, only_order(town, eves).id, Act.APPROVE)
    town.later(HOUR)
    assert texts_of(town, AMIRA)[2:] == [
        f"{ref(hers)}: Tack för att du sa till. Vi tittar igen, besked senast tis 24 nov.",
        f"{ref(hers)}: Kärlet är tömt! Stämmer det inte? Svara inom 14 dagar: {{verdict}}",
    ]
    assert texts_of(town, EVE)[1:] == [
        f"{ref(eves)}: Kärlet är tömt! Stämmer det inte? Svara inom 14 dagar: {{verdict}}"
    ]
    assert everybody(town) == {
        AMIRA: ["received", "no_fault_found", "reopened", "mended"],
        CREW: ["order_sent", "order_sent"],
        EVE: ["received", "mended"],
    }
    assert not any("gården" in text or "rest" in text.lower() for text in texts_of(town, CREW))
    assert subjects_of(town, AMIRA)[0] == f"Vi har din felanmälan {ref(hers)}"


def test_a_whole_street_is_one_bin_each_moved_with_one_reason_and_told_apart(town: CaseTown) -> None:
    town.stop_clock(at("2026-11-12", "09:00"))
    bins = [reported(town, category="avfall.ej-tomt", mail=mail, words="Ingen sopbil.") for mail in STREET]
    assert len({each.case_id for each in bins}) == len(STREET)
    promise = NewPromise(PromiseKind.MEND, at("2026-11-17", "16:30"), Precision.DAY, Cause.LATE, "access")
    ids = [each.case_id for each in bins]
    with town.transaction() as session:
        now = clock.now(session)
        move = cases.draft_move(
            session, PRACTICE_CODE, ids, client_id=str(new_id()), promise=promise, actor=BO, now=now
        )
        cases.confirm_move(session, PRACTICE_CODE, move, now=now)
    town.later(3 * HOUR)
    for each in bins:
        crew(town, only_order(town, each).id, Act.COMPLETE, outcome=Outcome.MENDED)
        unit(town, orders_of(town, each)[-1].id, Act.APPROVE)
    town.later(DAY)
    for mail, each in zip(STREET, bins, strict=True):
        assert texts_of(town, mail)[1:] == [
            f"Vi beklagar: {ref(each)} tar längre tid än vi sa. Orsak: vi kommer inte åt platsen. Nytt besked senast"
            " tis 17 nov.",
            f"{ref(each)}: Kärlet är tömt! Stämmer det inte? Svara inom 14 dagar: {{verdict}}",
        ]
        assert len(texts_of(town, mail)) == 3


def the_neighbour_is_shown_nothing_and_never_joined(town: CaseTown, citizens: Citizens, hers: Submitted) -> Submitted:
    """Eve reports her bin at the same door: she is not asked, sees nothing, and nobody can join the two."""
    form = citizens.form(category="avfall.ej-tomt")
    assert "Är det något av de här?" not in words_of(form)
    assert "gården" not in form.text
    found = citizens.open("/angsby/hitta", query_string={"reference": hers.reference})
    assert "Den finns och är öppen." in words_of(found)
    assert "Soptunnan" not in words_of(found)
    assert "Storgatan" not in words_of(found)
    assert "gården" not in found.text
    sent = citizens.reported({"mail": EVE, "answer-bin": "rest", "known_asked": ""}, BIN)
    eves = submitted_of(town, citizens, sent)
    assert eves.case_id != hers.case_id
    with pytest.raises(JoinNotAllowed):
        staff(town, cases.merge_cases, eves.case_id, into_case_id=hers.case_id)
    return eves


def prove(town: CaseTown, citizens: Citizens, hers: Submitted) -> None:
    """The crew's photo of the empty kerb, from behind its own wall."""
    order = only_order(town, hers)
    proof = photos.NewPhoto(hers.case_id, photos.PhotoKind.PROOF, build_jpeg(size=(80, 60)), order_id=order.id)
    store = FolderPhotoStore(town.settings.photo_folder)
    with town.web.transaction(Scope((PRACTICE_CODE,), firm=order.contractor_id)) as session:
        photos.add_photo(session, PRACTICE_CODE, proof, store=store, now=clock.now(session))
    citizens.pass_photos()


def her_no_is_a_dispute(town: CaseTown, console: Console, hers: Submitted) -> None:
    """Her word stands against the crew's photo: no order is sent, nothing closes, and the unit looks."""
    with town.transaction() as session:
        feedback.give_verdict(
            session, PRACTICE_CODE, hers.report_id, resolution=1, answer=Answer.NO, words="Det stod där kl. 6.",
            now=clock.now(session),
        )  # fmt: skip
    town.later(UNDO)
    with town.transaction() as session:
        [verdict] = feedback.list_verdicts(session, PRACTICE_CODE, hers.case_id)
    assert verdict.led_to is Consequence.PERSON
    assert whys_of(town, hers) == [("objection", "unit")]
    assert len(orders_of(town, hers)) == 1
    town.later(15 * DAY)
    assert town.case(hers.case_id).state is State.RESOLVED, "silence closes nothing that somebody objects to"
    said = words_of_console(console.at_case("avfall@angsby.example", hers))
    assert "Det stod där kl. 6." in said
    assert len(texts_of(town, AMIRA)) == 2
