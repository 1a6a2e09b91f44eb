"""What is told and sent when somebody shows or sets up a second factor."""

from marshmallow import fields, validate

from backend.doors.api.schemas import ApiSchema, Moment, note
from backend.doors.api.sessions import read_device_label, read_device_token


class PasswordSignIn(ApiSchema):
    """An address and its password."""

    email = fields.Email(required=True, metadata=note("The person's mail address.", "cleo@ljus.example"))
    password = fields.String(
        required=True, validate=validate.Length(min=1, max=200), metadata=note("The password.", "tre egna ord blir bra")
    )
    device_token = read_device_token()
    device_label = read_device_label()


class DeviceSignIn(ApiSchema):
    """A crew's phone that was signed in by mail not long ago."""

    device_token = read_device_token(required=True)


class Code(ApiSchema):
    """The digits an app shows, or a recovery code: one of the two."""

    code = fields.String(validate=validate.Length(max=20), metadata=note("The six digits the app shows.", "042917"))
    recovery_code = fields.String(
        validate=validate.Length(max=40), metadata=note("One of the printed codes.", "K7M4-RTXB-2345-BCDF")
    )


class AppCode(ApiSchema):
    """The first code of an app that is being set up."""

    code = fields.String(
        required=True, validate=validate.Length(max=20), metadata=note("The six digits the app shows.", "042917")
    )


class PasskeyAnswer(ApiSchema):
    """What the browser answered, as the Web Authentication API's own JSON."""

    credential = fields.Dict(required=True, metadata=note("id, rawId, type and response, bytes as base64url.", {}))
    label = fields.String(
        load_default="?", validate=validate.Length(max=80), metadata=note("What to call it.", "Nyckel")
    )


class PasskeyOptions(ApiSchema):
    """What the browser is asked."""

    options = fields.Dict(metadata=note("Options of the Web Authentication API, bytes as base64url.", {}))


class NewApp(ApiSchema):
    """An app to be confirmed by its first code."""

    secret = fields.String(metadata=note("To be written in the app (base32).", "JBSWY3DPEHPK3PXP"))
    address = fields.String(metadata=note("The same as an address for a QR code.", "otpauth://totp/Lagat:cleo…"))


class AddedFactor(ApiSchema):
    """A factor that counts from now on."""

    token = fields.String(allow_none=True, metadata=note("The session's new token; null where it stays.", None))
    recovery_codes = fields.List(fields.String(), metadata=note("Shown this once; empty where there are some."))


class PasskeyItem(ApiSchema):
    """A passkey."""

    id = fields.UUID(metadata=note("Its id."))
    label = fields.String(metadata=note("What it is called.", "Firefox · Android"))
    site = fields.String(metadata=note("The host it works at.", "portal.example.se"))
    made_at = Moment(metadata=note("When it was added.", "2026-11-21T12:15:00.000Z"))


class FactorsItem(ApiSchema):
    """What the person has set up."""

    has_authenticator = fields.Boolean(metadata=note("Whether an app is set up.", True))
    has_password = fields.Boolean(metadata=note("Whether there is a password.", False))
    recovery_codes_left = fields.Integer(metadata=note("Codes not used yet.", 10))
    passkeys = fields.List(fields.Nested(PasskeyItem), metadata=note("Passkeys, oldest first."))


class PasswordBody(ApiSchema):
    """A new password."""

    password = fields.String(
        required=True,
        validate=validate.Length(max=200),
        metadata=note("Twelve characters or more, and not what is guessed first.", "tre egna ord blir bra"),
    )
