"""What staff do to a case. Each answers the case as it then stands; sent again under its clientId it is done once."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend import cases, catalogue, dispatch, messages, responsibility
from backend.accounts import Right
from backend.cases import Case, Cause, NewPromise, PromiseKind
from backend.catalogue import Target, TargetUnit
from backend.doors.api import case_act_schemas as schemas
from backend.doors.api.acting import AS_CASE, Body, act_on_case, as_staff
from backend.doors.api.case_schemas import AT, VersionHeader
from backend.doors.api.cases import ADDRESS, Answer
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_actor, door
from backend.foundation.errors import Invalid

resource = ApiBlueprint("case-acts", __name__, description="What staff do to a case.")

LOOK_AGAIN = Target(2, TargetUnit.WORKING_DAYS)
BY_STAFF = "staff"


@resource.route(f"{ADDRESS}/<reference>/decisions", methods=["POST"])
@resource.arguments(schemas.DecisionBody, example={"unitCode": "gata"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def decide_case(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Decide who is responsible

    A contract, a unit or another body; the category may be put right at the same time.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        targets = {name: value for name, value in body.items() if name != "client_id"}
        responsibility.decide_by_person(session, municipality_code, case.id, **targets, actor=current_actor(), now=now)

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/work-orders", methods=["POST"])
@resource.arguments(schemas.OrderBody, example={"contractId": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a12"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DISPATCH_ORDERS)
def order_work(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Order work under a contract

    At most one order of each purpose and trade is active at a time.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        dispatch.order_by_person(
            session,
            municipality_code,
            case.id,
            contract_id=body["contract_id"],
            purpose=body["purpose"],
            after_order_id=body["after_order_id"],
            actor=current_actor(),
            now=now,
        )

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/promises", methods=["POST"])
@resource.arguments(schemas.PromiseBody, example={"kind": "mend", "dueAt": AT, "cause": "late", "reason": "parts"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def move_promise(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Promise something new

    As the next step, or late with a reason; those who reported are told. The third late move goes to the unit's head.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        schemas.check_not_far("due_at", body["due_at"], now=now)
        promise = NewPromise(
            body["kind"], body["due_at"], body["precision"], Cause(body["cause"]), body.get("reason") or None
        )
        cases.move_promise(session, municipality_code, case.id, promise=promise, actor=current_actor(), now=now)

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/waitings", methods=["POST"])
@resource.arguments(schemas.WaitingBody, example={"waitingOn": "power_company", "until": AT})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def wait_on(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Let a case wait

    On somebody or something, until the next look; those who reported are told.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        schemas.check_not_far("until", body["until"], now=now)
        cases.wait_on(
            session,
            municipality_code,
            case.id,
            waiting_on=body["waiting_on"].value,
            reason=body.get("reason") or body["waiting_on"].value,
            until=body["until"],
            chaser=body["chaser"],
            **as_staff(municipality_code),
            now=now,
        )

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/resumptions", methods=["POST"])
@resource.arguments(schemas.ActBody, example={"clientId": "m3Zk0o0q9eV5bFQnT7rGxA"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def resume_case(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Let a waiting case go on

    Back to where it stood before it waited, with the next promise.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        cases.resume_case(session, municipality_code, case.id, **as_staff(municipality_code), now=now)

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/questions", methods=["POST"])
@resource.arguments(schemas.QuestionBody, example={"words": "Vilken sida av vägen?"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.ANSWER_REPORTERS)
def ask_reporters(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Ask those who reported

    The case waits for an answer for at most a fortnight.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        said = {name: body[name] for name in ("words", "language", "renderings")}
        if "question" in body:
            said = {"words": find_question(body["question"]), "question_code": body["question"]}
        cases.ask_reporters(session, municipality_code, case.id, **said, actor=current_actor(), now=now)

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/notes", methods=["POST"])
@resource.arguments(schemas.NoteBody, example={"words": "Ringt elnätet."})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def write_note(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Write a note on a case

    For staff; it may be asked for as a public record.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        role = as_staff(municipality_code)
        cases.note_on_case(session, municipality_code, case.id, words=body["words"], **role, now=now)

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/resolutions", methods=["POST"])
@resource.arguments(schemas.ResolutionBody, example={"outcome": "answered", "words": "Vi sandar i natt."})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.ANSWER_REPORTERS)
def resolve_case(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Resolve a case

    With an outcome; those who reported are told, and asked what the outcome allows to ask.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        cases.resolve_case(
            session,
            municipality_code,
            case.id,
            outcome=body["outcome"],
            words=body["words"],
            language=body["language"],
            renderings=body["renderings"],
            **as_staff(municipality_code),
            now=now,
        )

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/reopenings", methods=["POST"])
@resource.arguments(schemas.ReopeningBody, example={"reason": "Lampan är mörk igen."})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def reopen_case(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Open a case again

    With the reason as a note and a word within two working days.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        subject = (session, municipality_code, case.id)
        due_at = catalogue.get_calendar(session, municipality_code).add_target(now, LOOK_AGAIN)
        promise = NewPromise(PromiseKind.NEXT_WORD, due_at, catalogue.precision_of(LOOK_AGAIN), Cause.REOPENED)
        cases.note_on_case(*subject, words=body["reason"], **as_staff(municipality_code), now=now)
        cases.reopen_case(*subject, because=BY_STAFF, promise=promise, actor=current_actor(), now=now)
        cases.settle_attention(*subject, cases.Why.OBJECTION, settled_by=current_actor().id, now=now)

    return act_on_case(body, header, municipality_code, reference, act)


@resource.route(f"{ADDRESS}/<reference>/releases", methods=["POST"])
@resource.arguments(schemas.ActBody, example={"clientId": "m3Zk0o0q9eV5bFQnT7rGxA"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def release_case(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Let a held case through

    It goes to its decision as any other.
    """

    def act(session: Session, case: Case, now: datetime) -> None:
        cases.release_case(session, municipality_code, case.id, actor=current_actor(), now=now)

    return act_on_case(body, header, municipality_code, reference, act)


def find_question(code: str) -> str:
    """What a common question asks in Swedish. Raises ``Invalid`` for a code nobody knows."""
    asked = messages.find_common_question(code, "sv")
    if asked is None:
        said = "Not one of the known codes."
        raise Invalid("question_unknown", said, fields={"question": said})
    return asked
