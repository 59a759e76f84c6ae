"""Promises of the board over the wire: it adds up, shows no more than a role sees, and answers as known then."""

from datetime import timedelta


def test_the_board_adds_up_by_state_site_and_unit(program):
    status, board = program().get("/operations/op/board")
    assert status == 200
    whole = board["whole"]
    assert whole["adds_up"]
    assert whole["received"]["persons"] == 11 == sum(s["persons"] for s in whole["states"].values())
    assert whole["states"]["present"]["persons"] == 10
    assert whole["states"]["out-with-authority"]["persons"] == 1
    assert whole["protective"] == {"children": 8, "adults": 3}
    [centro] = [s for s in board["sites"] if s["site"] == "centro"]
    assert centro["name"] == "Centro"
    assert sum(u["tally"]["received"]["persons"] for u in centro["units"]) == 11


def test_an_operation_one_has_no_part_in_does_not_exist(program):
    api = program()
    assert api.get("/operations/other/board") == api.get("/operations/no-such-thing/board")
    assert api.get("/operations/other/board")[0] == 404


def test_the_administrator_sees_no_count(program):
    assert program("administrator").get("/operations/op/board")[0] == 403


def test_the_press_officer_sees_the_sum_and_no_place(program):
    _, board = program("press-officer").get("/operations/op/board")
    assert board["whole"]["received"]["persons"] == 11
    assert board["sites"] == []


def test_a_guard_counts_the_own_site_only(program, viewer, operation, key):
    operation.hands["guard"] = viewer("guard", site="casa", username="guard")
    assert program("guard").get("/operations/op/board")[1]["whole"]["received"]["persons"] == 0


def test_the_board_as_known_now_about_now_is_the_board(program, operation):
    api = program()
    _, live = api.get("/operations/op/board")
    _, known = api.get("/operations/op/board", size=live["known_at"], about=live["about"])
    assert known == live


def test_the_board_as_known_before_anyone_came_is_empty(program):
    _, board = program().get("/operations/op/board", known_at="2025-12-19T05:00:00-06:00")
    assert board["known_at"] == 0
    assert board["whole"]["received"]["persons"] == 0


def test_what_was_told_later_changes_what_is_known_and_not_what_was_known(program, operation):
    """The child hidden inside: the two questions of the drill, small."""
    op, api = operation, program()
    op.must("open-incident", incident="i1", kind="forced-entry", site="centro", at=op.tick(hours=1))
    breach = op.now
    unaware = op.tick(minutes=10)
    op.must("find-inside", person="c1", site="centro", since=breach.isoformat(), at=op.tick(hours=2))
    later = op.tick(minutes=5)

    def unaccounted(known_at, about):
        asked = {"known_at": known_at.isoformat(), "about": about.isoformat()}
        return api.get("/operations/op/board", **asked)[1]["whole"]["states"]["unaccounted"]["persons"]

    assert unaccounted(unaware, unaware) == 10
    assert unaccounted(later, unaware) == 9
    assert unaccounted(later, breach - timedelta(minutes=1)) == 0


def test_both_ways_of_naming_the_knowledge_cannot_be_given_at_once(program):
    status, problem = program().get("/operations/op/board", known_at="2025-12-19T05:00:00-06:00", size=3)
    assert (status, problem["code"]) == (422, "one-or-the-other")


def test_an_instant_without_a_zone_is_refused(program):
    status, problem = program().get("/operations/op/board", about="2025-12-19T05:00:00")
    assert (status, problem["field"], problem["code"]) == (422, "about", "instant-without-zone")


def test_a_filter_nobody_knows_is_refused_and_never_ignored(program):
    status, problem = program().get("/operations/op/people", sate="missing")
    assert (status, problem["field"], problem["code"]) == (422, "sate", "unknown-field")


def test_the_pulse_moves_only_when_something_was_written(program):
    api = program()
    _, pulse = api.get("/operations/op/pulse")
    assert api.get("/operations/op/pulse", since=pulse["moved"])[0] == 204
    assert api.client.get("/api/operations/op/pulse", headers={
        "Authorization": f"Bearer {api.key}", "If-None-Match": f'"{pulse["moved"]}"'
    }).status_code == 304  # fmt: skip
    api.act("see", person="c1", site="centro", how="band", at="2025-12-19T09:00:00-06:00")
    status, moved = api.get("/operations/op/pulse", since=pulse["moved"])
    assert status == 200
    assert moved["moved"] == pulse["moved"] + 1


def test_no_checkpoint_is_made_up(program):
    assert program().get("/checkpoint")[0] == 404
