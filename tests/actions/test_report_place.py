"""A report's place: the thing it snaps to, and where the device itself said it was, kept apart."""

from backend import cases, geography
from backend.foundation.ids import new_id
from tests.rolled_back_town import RolledBackTown
from tests.town import STORGATAN


def lamp_near(town: RolledBackTown) -> geography.AssetNear:
    with town.step() as session:
        return geography.list_assets_near(
            session, "9901", lon=STORGATAN[0], lat=STORGATAN[1], metres=200, kind="lamp_post", public_only=True
        )[0]


def test_a_report_snaps_to_the_thing_it_names(town: RolledBackTown) -> None:
    lamp = lamp_near(town)
    submitted = town.report(asset_id=lamp.id)
    assert town.case(submitted.case_id).asset_id == lamp.id


def test_a_thing_that_is_not_there_costs_no_report(town: RolledBackTown) -> None:
    submitted = town.report(asset_id=new_id())
    assert town.case(submitted.case_id).asset_id is None


def test_a_thing_of_a_closed_class_is_named_by_staff_alone(town: RolledBackTown) -> None:
    lamp = lamp_near(town)
    with town.step(role="owner") as session:
        kind = session.get(geography.AssetClass, ("9901", "lamp_post"))
        assert kind is not None
        kind.is_public = False
    by_anybody = town.report(asset_id=lamp.id)
    assert town.case(by_anybody.case_id).asset_id is None


def test_the_device_s_fix_is_kept_beside_the_place(town: RolledBackTown) -> None:
    submitted = town.report(fix_longitude=18.61, fix_latitude=58.21, fix_accuracy_m=12.0)
    with town.step() as session:
        fix = cases.list_fixes(session, "9901", [submitted.report_id])[submitted.report_id]
    assert (fix.lon, fix.lat, fix.accuracy_m) == (18.61, 58.21, 12.0)
    case = town.case(submitted.case_id)
    assert (case.longitude, case.latitude) == STORGATAN


def test_without_a_fix_none_is_kept(town: RolledBackTown) -> None:
    submitted = town.report()
    with town.step() as session:
        assert cases.list_fixes(session, "9901", [submitted.report_id]) == {}
