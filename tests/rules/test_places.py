"""Places: an operation has sites, a site has units, and what is lost is run from elsewhere."""

from abrigo.facts.operations import OperationOpened, SiteKind, SiteLost, SiteOpened, UnitOpened
from abrigo.rules import places
from abrigo.rules.places import places_of
from abrigo.rules.refusals import Why

SITE = {"site": "h1", "name": "Hogar 1", "kind": SiteKind.HOME, "agency": "welfare"}
UNIT = {"site": "acacias", "unit": "u9", "name": "nursery"}


def test_an_operation_is_opened_once(paper):
    opened = {"name": "again", "zone": "UTC", "agencies": ()}
    assert paper.why(places.OpenOperation, **opened) is Why.OPERATION_EXISTS
    (fact,) = paper.must(places.OpenOperation, operation="two", **opened)
    assert isinstance(fact, OperationOpened)


def test_a_site_is_opened_once_in_an_operation_that_exists(paper):
    assert paper.why(places.OpenSite, operation="zz", **SITE) is Why.UNKNOWN_OPERATION
    (fact,) = paper.must(places.OpenSite, capacity=12, **SITE)
    assert isinstance(fact, SiteOpened)
    assert paper.why(places.OpenSite, **SITE) is Why.SITE_EXISTS


def test_a_unit_is_opened_once_in_a_site_that_exists(paper):
    assert paper.why(places.OpenUnit, **UNIT | {"site": "zz"}) is Why.UNKNOWN_SITE
    assert paper.why(places.OpenUnit, operation="zz", **UNIT) is Why.UNKNOWN_OPERATION
    (fact,) = paper.must(places.OpenUnit, **UNIT)
    assert isinstance(fact, UnitOpened)
    assert paper.why(places.OpenUnit, **UNIT) is Why.SITE_EXISTS


def test_a_lost_site_is_run_from_another_one_that_exists(paper):
    assert paper.why(places.LoseSite, site="acacias", run_from="acacias") is Why.SAME_PLACE
    assert paper.why(places.LoseSite, site="acacias", run_from="zz") is Why.UNKNOWN_SITE
    assert paper.why(places.LoseSite, site="zz", run_from="acacias") is Why.UNKNOWN_SITE
    (fact,) = paper.must(places.LoseSite, site="acacias", run_from="headquarters")
    assert isinstance(fact, SiteLost)
    assert paper.room(places_of("encino")).lost == {"acacias"}


def test_a_unit_belongs_to_its_own_site_only(paper):
    known = paper.room(places_of("encino"))
    assert places.refuse_place(known, "acacias", "north") is None
    assert places.refuse_place(known, "headquarters", "north").why is Why.UNKNOWN_UNIT
    assert places.refuse_place(known, "acacias", "zz").why is Why.UNKNOWN_UNIT


def test_the_places_of_one_operation_are_unknown_to_another(paper):
    paper.must(places.OpenOperation, operation="two", name="two", zone="UTC", agencies=())
    assert paper.why(places.OpenUnit, operation="two", **UNIT) is Why.UNKNOWN_SITE
