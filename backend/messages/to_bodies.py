"""What other bodies are told of their faults, by mail or in their own system: masked words, never a reporter's address."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases, deliveries, dispatch, responsibility
from backend.deliveries import Channel, Letter, RecipientKind
from backend.dispatch import HandOver
from backend.dispatch.events import HandOverMade
from backend.foundation.errors import Invalid
from backend.foundation.ids import show_reference
from backend.foundation.outside import name_account
from backend.messages.codes import TextCode
from backend.messages.decisions import step_of
from backend.messages.facts import CaseFacts
from backend.messages.filling import fill, fill_line, plain_words
from backend.messages.letters import Reader, Values, find_texts, queue_mail, write_mail
from backend.messages.shipped import say
from backend.messages.telling import ask_for_person
from backend.responsibility import Way

MOST_WORDS = 2_500
"""Of the reporters' words: another's system takes 4 000 characters in all, and our reference stands last."""
MOST_CHARACTERS = 4_000


def tell_body(session: Session, made: HandOverMade, now: datetime) -> None:
    """Another body is told of its fault: place, masked words, our reference."""
    facts = CaseFacts(session, cases.lock_case(session, made.municipality, made.case_id))
    hand_over = dispatch.get_hand_over(session, facts.code, made.hand_over_id)
    tell = _tell_system if hand_over.way is Way.OPEN311 else _tell_by_mail
    if not tell(session, facts, made, hand_over, now):
        ask_for_person(session, facts, {"hand_over_id": str(hand_over.id), "reason": "no_address"}, now=now)


def _tell_by_mail(session: Session, facts: CaseFacts, made: HandOverMade, hand_over: HandOver, now: datetime) -> bool:
    mail = hand_over.mail or responsibility.get_body(session, facts.code, hand_over.body_code).mail
    if mail is None:
        return False
    language = facts.municipality.default_language
    texts = find_texts(session, facts, [TextCode.HAND_OVER, TextCode.FOOT_BODY], language)
    text = texts[TextCode.HAND_OVER]
    values = _values(facts, hand_over, text.language)
    return queue_mail(
        session,
        facts,
        TextCode.HAND_OVER,
        write_mail(facts, text, texts[TextCode.FOOT_BODY], values=values, links={}),
        Reader(RecipientKind.BODY, f"body:{hand_over.body_code}", mail),
        step_id=step_of(facts.case.id, made.name, made.hand_over_id),
        now=now,
    )


def _tell_system(session: Session, facts: CaseFacts, made: HandOverMade, hand_over: HandOver, now: datetime) -> bool:
    """Put it into the queue for their system; False where that does not take it any more."""
    body = responsibility.get_body(session, facts.code, hand_over.body_code)
    service = responsibility.find_service(body, facts.case.category)
    if not (body.open311 and service):
        return False
    language = facts.municipality.default_language
    text = find_texts(session, facts, [TextCode.HAND_OVER], language)[TextCode.HAND_OVER]
    values = _values(facts, hand_over, text.language, most_words=MOST_WORDS)
    form = {
        "account": name_account(facts.code, body.code),
        "service_code": service,
        "lat": f"{facts.case.latitude:.6f}",
        "long": f"{facts.case.longitude:.6f}",
        "reference": show_reference(facts.case.reference),
    }
    if body.jurisdiction:
        form["jurisdiction_id"] = body.jurisdiction
    letter = Letter(
        recipient_kind=RecipientKind.BODY,
        recipient_key=f"body:{body.code}",
        address=body.open311,
        language=text.language,
        text_code=TextCode.HAND_OVER.value,
        subject=fill_line(text.subject, values),
        body=fill(text.body, values)[:MOST_CHARACTERS],
        step_id=step_of(facts.case.id, made.name, made.hand_over_id),
        case_id=facts.case.id,
        authority_id=facts.case.authority_id,
        channel=Channel.OPEN311,
        urgent=facts.case.is_acute,
        form=form,
    )
    try:
        delivery_id = deliveries.queue_delivery(session, facts.code, letter, now=now)
    except Invalid:
        return False
    if delivery_id is not None:
        dispatch.keep_delivery(session, facts.code, hand_over.id, delivery_id)
    return True


def _values(facts: CaseFacts, hand_over: HandOver, language: str, *, most_words: int | None = None) -> Values:
    words = plain_words(hand_over.masked_words)[:most_words] or say("fallback", "words", language)
    return {
        "name": lambda: facts.category.public_name(language),
        "place": lambda: facts.spot,
        "municipality": lambda: facts.municipality_name(language),
        "ref": lambda: show_reference(facts.case.reference),
        "org": lambda: hand_over.body_name,
        "words": lambda: words,
        "contact": lambda: facts.contact,
    }
