"""What a municipality needs before it goes live: the codes, who sees to each, and what it is in English."""

from enum import StrEnum


class Need(StrEnum):
    """One thing that must be there. Those in ``BY_PEOPLE`` are green when somebody has entered that it was done."""

    BOUNDARY = "boundary"
    CATEGORIES = "categories"
    UNITS = "units"
    RULES = "rules"
    OPENING_HOURS = "opening_hours"
    TELEPHONES = "telephones"
    CONTRACT_TELEPHONES = "contract_telephones"
    JOUR_LIST = "jour_list"
    ADMINISTRATOR = "administrator"
    PRACTICE_PEOPLE = "practice_people"
    SENDER = "sender"
    WITHOUT_DATE = "without_date"
    RETENTION_RULE = "retention_rule"
    MESSAGE_SENT = "message_sent"
    JOUR_RUNG = "jour_rung"
    TEST_MESSAGE = "test_message"
    INFORMATION_TEXT = "information_text"
    RETENTION_DECISION = "retention_decision"
    ACCESSIBILITY_TEST = "accessibility_test"
    BACKUP_TRIED = "backup_tried"


class Who(StrEnum):
    """Who sees to it."""

    IT = "it"
    ADMINISTRATOR = "administrator"
    HEAD = "head"
    RECORDS = "records"
    KONTAKTCENTER = "kontaktcenter"


NEEDS: dict[Need, tuple[Who, str]] = {
    Need.BOUNDARY: (Who.IT, "The municipality has its boundary: ./lagat municipality add --boundary"),
    Need.CATEGORIES: (Who.ADMINISTRATOR, "There are categories to choose from"),
    Need.UNITS: (Who.ADMINISTRATOR, "Units and an authority own what comes in"),
    Need.RULES: (Who.ADMINISTRATOR, "An edition of the rules of responsibility is published"),
    Need.OPENING_HOURS: (Who.ADMINISTRATOR, "The contact centre's opening hours are entered"),
    Need.TELEPHONES: (Who.ADMINISTRATOR, "A telephone number for everybody, and one for what is acute"),
    Need.CONTRACT_TELEPHONES: (Who.ADMINISTRATOR, "Every contract that is valid has somebody on call with a telephone"),
    Need.JOUR_LIST: (Who.ADMINISTRATOR, "The municipality's own jour has a telephone on its list"),
    Need.ADMINISTRATOR: (Who.IT, "Somebody administers the municipality: ./lagat admin add"),
    Need.PRACTICE_PEOPLE: (Who.ADMINISTRATOR, "Nobody of the practice municipality may sign in here"),
    Need.SENDER: (Who.IT, "Mail leaves under the municipality's own address: LAGAT_MAIL_FROM"),
    Need.WITHOUT_DATE: (Who.HEAD, "Every open case that moved in has been given a date"),
    Need.RETENTION_RULE: (Who.RECORDS, "A rule of retention that was decided is let hold"),
    Need.MESSAGE_SENT: (
        Who.KONTAKTCENTER,
        "A test message was handed over: ./lagat golive CODE --test-message ADDRESS",
    ),
    Need.JOUR_RUNG: (Who.KONTAKTCENTER, "The jour was rung on every number, and answered"),
    Need.TEST_MESSAGE: (Who.KONTAKTCENTER, "A test message came to a mailbox outside the house, and not as spam"),
    Need.INFORMATION_TEXT: (Who.RECORDS, "The information to reporters (GDPR art. 13) is read and approved"),
    Need.RETENTION_DECISION: (Who.RECORDS, "The decision on retention is taken and entered"),
    Need.ACCESSIBILITY_TEST: (Who.ADMINISTRATOR, "The pages were tried with a keyboard and a screen reader"),
    Need.BACKUP_TRIED: (Who.IT, "A backup was read back into an empty database, and looked at"),
}
BY_PEOPLE = frozenset(
    {
        Need.JOUR_RUNG, Need.TEST_MESSAGE, Need.INFORMATION_TEXT, Need.RETENTION_DECISION, Need.ACCESSIBILITY_TEST,
        Need.BACKUP_TRIED,
    }
)  # fmt: skip

TEST_MESSAGE = "going_live_test"
TEST_MESSAGES: dict[str, tuple[str, str]] = {
    "sv": (
        "Provmeddelande från {name}",
        "Det här är ett provmeddelande från {name}: så här kommer svar om felanmälan att se ut i brevlådan.\n\n"
        "Kom det i inkorgen och inte som skräppost? Säg då till den som skickade det.\n",
    ),
    "en": (
        "Test message from {name}",
        "This is a test message from {name}: answers about fault reports will come to the mailbox like this.\n\n"
        "Did it come to the inbox and not as spam? Then tell whoever sent it.\n",
    ),
}
"""Language → subject and body; ``{name}`` is the municipality."""
