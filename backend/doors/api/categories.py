"""The tree of what may be reported, with its questions, in the reader's language."""

from typing import Any

from marshmallow import fields

from backend import catalogue, geography
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.schemas import ApiSchema, QuerySchema, note
from backend.doors.shared import PUBLIC, current_language, door, transaction
from backend.foundation.database import Scope

resource = ApiBlueprint("categories", __name__, description="What may be reported, and what is asked.")


class Choice(ApiSchema):
    """One answer to a question."""

    code = fields.String(metadata=note("What is sent.", "yes"))
    label = fields.String(metadata=note("What is read.", "Ja"))
    danger = fields.Boolean(metadata=note("Whether it means that somebody may be hurt.", False))


class Question(ApiSchema):
    """One question of a category."""

    code = fields.String(metadata=note("What the answer is sent under.", "live_wire"))
    text = fields.String(metadata=note("What is asked.", "Hänger en kabel ner?"))
    kind = fields.String(metadata=note("choice, yes_no or text.", "yes_no"))
    choices = fields.List(fields.Nested(Choice), metadata=note("Empty for text."))


class Category(ApiSchema):
    """One thing that may be reported."""

    code = fields.String(metadata=note("What is sent.", "belysning.slackt"))
    name = fields.String(metadata=note("What is read.", "Släckt lampa"))
    help_line = fields.String(metadata=note("When to choose it.", "En eller flera lampor lyser inte"))
    kind = fields.String(metadata=note("fault, viewpoint, order, authority_matter or question.", "fault"))
    can_be_acute = fields.Boolean(metadata=note("Whether it or one of its answers is acute.", True))
    joinable = fields.Boolean(metadata=note("Whether several may report the same one.", True))
    danger_advice = fields.String(metadata=note("How to stay safe; empty where nothing is dangerous.", ""))
    questions = fields.List(fields.Nested(Question), metadata=note("What is asked."))


class Group(ApiSchema):
    """A group of categories."""

    code = fields.String(metadata=note("The group.", "belysning"))
    name = fields.String(metadata=note("What is read.", "Belysning"))
    categories = fields.List(fields.Nested(Category), metadata=note("In the order they are shown."))


class CategoryTree(ApiSchema):
    """The whole tree."""

    items = fields.List(fields.Nested(Group), metadata=note("The groups in the order they are shown."))


_TREE_EXAMPLE = {
    "items": [
        {
            "code": "belysning",
            "name": "Belysning",
            "categories": [
                {
                    "code": "belysning.slackt",
                    "name": "Släckt lampa",
                    "helpLine": "En eller flera lampor lyser inte",
                    "kind": "fault",
                    "canBeAcute": True,
                    "joinable": True,
                    "dangerAdvice": "Rör inte lösa kablar.",
                    "questions": [
                        {
                            "code": "live_wire",
                            "text": "Hänger en kabel ner?",
                            "kind": "yes_no",
                            "choices": [{"code": "yes", "label": "Ja", "danger": True}],
                        }
                    ],
                }
            ],
        }
    ]
}


@resource.route("/<municipality:municipality_code>/categories")
@resource.arguments(QuerySchema, location="query")
@resource.response(200, schema=CategoryTree, example=_TREE_EXAMPLE, description="The tree, in the order it is shown.")
@door(PUBLIC)
def list_categories(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List what may be reported in a municipality

    Groups, categories and questions in the reader's language.
    """
    with transaction(Scope((municipality_code,))) as session:
        geography.get_municipality(session, municipality_code)
        groups = catalogue.list_groups(session, municipality_code)
    language = current_language()
    return {"items": [_group(each, language) for each in groups]}


def _group(group: catalogue.Group, language: str) -> dict[str, Any]:
    return {
        "code": group.code,
        "name": group.name(language),
        "categories": [_category(each, language) for each in group.categories],
    }


def _category(category: catalogue.Category, language: str) -> dict[str, Any]:
    return {
        "code": category.code,
        "name": category.name(language),
        "help_line": category.help_line(language),
        "kind": category.kind,
        "can_be_acute": category.can_be_acute,
        "joinable": category.joinable,
        "danger_advice": category.danger_advice(language),
        "questions": [_question(each, language) for each in category.questions],
    }


def _question(question: catalogue.Question, language: str) -> dict[str, Any]:
    choices = [
        {"code": each.code, "label": catalogue.word_in(each.label, language), "danger": each.danger}
        for each in question.choices
    ]
    return {
        "code": question.code,
        "text": catalogue.word_in(question.text, language),
        "kind": question.kind,
        "choices": choices,
    }
