"""The words of the sign-in mail. ``{link}`` and ``{digits}`` are put in when it is sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailText:
    """One language's subject and body."""

    subject: str
    body: str


_SIGN_IN = {
    "sv": MailText(
        "Logga in i Lagat",
        "Hej!\n\n"
        "Öppna länken och tryck på knappen för att logga in:\n\n{link}\n\n"
        "Öppnar du den i en annan webbläsare än den där du bad om att få logga in, skriv då också de sex siffrorna "
        "{digits}.\n\n"
        "Länken gäller en gång och i 15 minuter. Har du inte bett om den kan du bortse från det här meddelandet.\n",
    ),
    "en": MailText(
        "Sign in to Lagat",
        "Hello!\n\n"
        "Open the link and press the button to sign in:\n\n{link}\n\n"
        "If you open it in another browser than the one where you asked to sign in, also write the six digits "
        "{digits}.\n\n"
        "The link works once and for 15 minutes. If you did not ask for it you can ignore this message.\n",
    ),
}


def sign_in_mail(language: str) -> MailText:
    """The sign-in mail in ``language``, Swedish where we have no such language."""
    return _SIGN_IN.get(language, _SIGN_IN["sv"])
