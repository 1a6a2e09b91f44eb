"""``python -m benchmarks.letters``: receipts by one sender and by a worker's senders, beside the mails alone.

The reference hands as many mails of the same size to the same server over one connection, with the library alone and no
database: what a sender adds is taking each in hand, making its links, and writing down what became of it, durably.
"""

import argparse
import smtplib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend import wiring
from backend.adapters.postbox import read_postbox
from backend.deliveries import Sender
from backend.foundation.database import Database
from backend.foundation.keeping import A_WHILE
from backend.foundation.settings import Settings
from backend.worker import SENDERS
from benchmarks.house import House, open_house
from tests.mail_servers import run_sink
from tests.town import Town, open_town

ROWS = 1_000
METRES_APART = 0.0003


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=50, help="of each side in each round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, run_sink(Path(folder)) as port, open_house(ROWS) as house:
        settings = Settings.from_environment(house.environment | {"LAGAT_SMTP_PORT": str(port)})
        with open_sender(house, settings) as (town, sender):
            rounds = [
                play(town, sender, port, Path(folder), options.letters, number) for number in range(options.rounds)
            ]
    print(f"{'':24}{'a second':>9}{'of the mails alone':>20}   lowest – highest")
    for name in rounds[0]:
        ratios = [each[name] / each["mails alone"] for each in rounds]
        speed = statistics.median(each[name] for each in rounds)
        print(f"{name:24}{speed:9.0f}{statistics.median(ratios):20.2f}   {min(ratios):.2f} – {max(ratios):.2f}")
    return 0


@contextmanager
def open_sender(house: House, settings: Settings) -> Iterator[tuple[Town, Sender]]:
    """The town whose letters they are, and the sender as the worker builds it."""
    town = open_town(house.urls, settings)
    database = Database(settings.database_url_worker, pool_size=12, keeps_for=A_WHILE)
    try:
        yield town, wiring.build_sender(database, settings)
    finally:
        database.close()
        town.close()


def play(town: Town, sender: Sender, port: int, folder: Path, letters: int, number: int) -> dict[str, float]:
    """One round: letters a second of each side."""
    found: dict[str, float] = {}
    for name, threads in (("one sender", 1), (f"{SENDERS} senders", SENDERS)):
        queue_receipts(town, letters, begins=(2 * number + (threads > 1)) * letters)
        begun, before = time.monotonic(), len(list(folder.glob("*.eml")))
        at_work = [threading.Thread(target=send_all, args=(sender,)) for _ in range(threads)]
        for each in at_work:
            each.start()
        for each in at_work:
            each.join()
        found[name] = (len(list(folder.glob("*.eml"))) - before) / (time.monotonic() - begun)
    found["mails alone"] = send_alone(port, read_postbox(folder, limit=1)[0].body, letters)
    return found


def queue_receipts(town: Town, letters: int, *, begins: int) -> None:
    """Reports of lamps far from each other, and their receipts ready to be sent."""
    for number in range(begins, begins + letters):
        town.report(longitude=18.55 + number * METRES_APART, mail=f"amira+{number}@example.org")
    outbox = town.outbox()
    while outbox.turn():
        pass


def send_all(sender: Sender) -> None:
    """Until nothing is due."""
    while sender.send_next():
        pass


def send_alone(port: int, body: str, letters: int) -> float:
    """As many mails by the library over one connection; how many a second."""
    text = f"From: felanmalan@lagat.invalid\nTo: amira@example.org\nSubject: Tack\n\n{body}".encode()
    begun = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for _ in range(letters):
            server.sendmail("felanmalan@lagat.invalid", "amira@example.org", text)
    return letters / (time.monotonic() - begun)


if __name__ == "__main__":
    sys.exit(main())
