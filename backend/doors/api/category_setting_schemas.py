"""Categories as those who keep them see them."""

from typing import Any

from marshmallow import fields, validate

from backend.catalogue import TARGET_NAMES
from backend.doors.api.case_schemas import AT
from backend.doors.api.rule_cells import COUNT_EXAMPLE, SEASON_EXAMPLE, CountRulePart, SeasonTargetsPart
from backend.doors.api.schemas import ApiSchema, Moment, note

_TEXT = validate.Length(max=1000)
_LANGUAGE = validate.Regexp("^[a-z]{2,3}$", error="A language is written with two or three small letters.")
CELL = {"before": "120 days", "after": "30 days"}
SETTING_EXAMPLE: dict[str, Any] = {
    "code": "belysning.enstaka",
    "group": "belysning",
    "kind": "fault",
    "priority": "low",
    "names": {"sv": "Släckt lampa", "en": "Lamp out"},
    "helps": {"sv": "En lampa lyser inte"},
    "publicNames": {"sv": "en lampa", "en": "a lamp"},
    "verbs": {"sv": "lampan lyser", "en": "the lamp is lit"},
    "advice": {},
    "plannedWords": {"sv": "vid nästa lampbyte"},
    "searchWords": "mörkt lyktstolpe",
    "unit": "gata",
    "publicAtOnce": True,
    "joinable": True,
    "hidden": False,
    "retired": False,
    "nearMetres": 50,
    "season": None,
    "targets": {"acknowledge": "1 working_days", "mend": "planned 120"},
    "lookAgainOn": None,
    "seasonTargets": [SEASON_EXAMPLE],
    "countRules": [COUNT_EXAMPLE],
}


def _words(description: str, example: dict[str, str]) -> fields.Dict:
    return fields.Dict(
        fields.String(validate=_LANGUAGE),
        fields.String(allow_none=True, validate=_TEXT),
        metadata=note(f"{description} By language; null takes a language away.", example),
    )


class SettingBody(ApiSchema):
    """What changes; what is left out stays."""

    names = _words("What it is called.", SETTING_EXAMPLE["names"])
    helps = _words("When to choose it.", SETTING_EXAMPLE["helps"])
    public_names = _words("Inside a sentence, safe on a locked screen.", SETTING_EXAMPLE["publicNames"])
    verbs = _words("What is said when it is done.", SETTING_EXAMPLE["verbs"])
    advice = _words("How to stay safe.", {"sv": "Rör inte lösa kablar."})
    planned_words = _words("Said in the place of a planned week or season.", SETTING_EXAMPLE["plannedWords"])
    search_words = fields.String(validate=_TEXT, metadata=note("Found by these too.", "mörkt lyktstolpe"))
    unit = fields.String(validate=_TEXT, metadata=note("The code of the unit that owns it.", "gata"))
    public_at_once = fields.Boolean(metadata=note("Category, rough place, state and promise public at once.", True))
    joinable = fields.Boolean(metadata=note("Whether several may report the same one.", True))
    hidden = fields.Boolean(metadata=note("Not offered, taken where it is sent.", False))
    retired = fields.Boolean(metadata=note("No new case gets it; old ones keep it.", False))
    near_metres = fields.Integer(metadata=note("How near an open case may be the same.", 50))
    season = fields.String(allow_none=True, validate=_TEXT, metadata=note("When in the year.", "10-01/04-30"))
    targets = fields.Dict(
        fields.String(validate=validate.OneOf(TARGET_NAMES)),
        fields.String(allow_none=True, validate=_TEXT),
        metadata=note("acknowledge, inspect, make_safe, start, mend, answer; null: none.", SETTING_EXAMPLE["targets"]),
    )
    look_again_on = fields.Date(
        allow_none=True, metadata=note("Too cold for the work until that day; null: not.", "2027-03-15")
    )
    season_targets = fields.List(
        fields.Nested(SeasonTargetsPart), metadata=note("Other targets in a part of the year; all of them.")
    )
    count_rules = fields.List(
        fields.Nested(CountRulePart), metadata=note("Other targets for several in a row; all of them.")
    )


class SettingChange(SettingBody):
    """What changes, and what it rests on."""

    seen = fields.Integer(metadata=note("The version that was seen; another since is refused (409).", 2))


class SettingItem(SettingBody):
    """A category as it is."""

    code = fields.String(metadata=note("The category.", "belysning.enstaka"))
    group = fields.String(metadata=note("Its group.", "belysning"))
    kind = fields.String(metadata=note("What its cases are born as.", "fault"))
    priority = fields.String(metadata=note("How soon.", "low"))


class SettingList(ApiSchema):
    """Every category."""

    items = fields.List(fields.Nested(SettingItem), metadata=note("In tree order, hidden and retired ones too."))


class CellChange(ApiSchema):
    """A field before and after."""

    before = fields.String(metadata=note("What it was.", CELL["before"]))
    after = fields.String(metadata=note("What it became.", CELL["after"]))


class SettingVersion(ApiSchema):
    """One change."""

    number = fields.Integer(metadata=note("From 1.", 2))
    changes = fields.Dict(
        fields.String(), fields.Nested(CellChange), metadata=note("By field, as sheets name them.", {"mend": CELL})
    )
    edited_by = fields.String(metadata=note("Who; empty where nobody knows.", "Admin"))
    edited_at = Moment(metadata=note("When.", AT))


class SettingInFull(SettingItem):
    """A category with how it was."""

    version = fields.Integer(metadata=note("The number of the newest version; 0: never changed.", 2))
    versions = fields.List(fields.Nested(SettingVersion), metadata=note("Newest first."))


FULL_EXAMPLE: dict[str, Any] = {
    **SETTING_EXAMPLE,
    "version": 2,
    "versions": [{"number": 2, "changes": {"mend": CELL}, "editedBy": "Admin", "editedAt": AT}],
}
