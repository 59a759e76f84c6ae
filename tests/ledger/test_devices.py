"""Who may speak is itself written down; and what a stolen phone says is kept, but not believed."""

from itertools import permutations

from abrigo.ledger.devices import Devices, Standing, fold

NODE, PHONE, THIEF = "node", "phone", "thief"
ENROLLED = {"kind": "device.enrolled", "dev": PHONE, "holder": "staff-7", "until": 1_000}


def test_an_enrolled_device_speaks_until_its_time_is_over():
    devices = fold([NODE], [(NODE, 1, 1, ENROLLED)])
    assert devices.standing(NODE, 9, 9) is Standing.ENROLLED
    assert devices.standing(PHONE, 1, 1_000) is Standing.ENROLLED
    assert devices.standing(PHONE, 2, 1_001) is Standing.EXPIRED
    assert devices.standing(THIEF, 1, 1) is Standing.UNKNOWN


def test_after_revocation_only_what_came_before_counts():
    devices = fold([NODE], [(NODE, 1, 1, ENROLLED), (NODE, 2, 2, {"kind": "device.revoked", "dev": PHONE, "last": 5})])
    assert devices.standing(PHONE, 5, 9) is Standing.ENROLLED
    assert devices.standing(PHONE, 6, 9) is Standing.REVOKED
    assert not devices.projects(PHONE, 6, 9, "id")


def test_a_revocation_is_not_undone_by_enrolling_again_nor_loosened_by_a_second():
    revoked = {"kind": "device.revoked", "dev": PHONE, "last": 5}
    devices = fold(
        [NODE], [(NODE, n, n, said) for n, said in enumerate([ENROLLED, revoked, ENROLLED, {**revoked, "last": 9}], 1)]
    )
    assert devices.standing(PHONE, 6, 9) is Standing.REVOKED


def test_an_officer_may_let_one_entry_of_a_revoked_device_pass():
    devices = fold(
        [NODE],
        [
            (NODE, 1, 1, ENROLLED),
            (NODE, 2, 2, {"kind": "device.revoked", "dev": PHONE, "last": 0}),
            (NODE, 3, 3, {"kind": "entry.countersigned", "entry": "id"}),
        ],
    )
    assert devices.projects(PHONE, 6, 9, "id")
    assert not devices.projects(PHONE, 7, 9, "other")


def test_a_device_that_may_not_speak_enrols_nobody():
    devices = fold([NODE], [(THIEF, 1, 1, {"kind": "device.enrolled", "dev": THIEF, "holder": "x"})])
    assert devices.standing(THIEF, 2, 2) is Standing.UNKNOWN


def test_a_revoked_device_revokes_nobody():
    devices = fold(
        [NODE],
        [
            (NODE, 1, 1, ENROLLED),
            (NODE, 2, 2, {"kind": "device.revoked", "dev": PHONE, "last": 1}),
            (PHONE, 2, 3, {"kind": "device.revoked", "dev": NODE, "last": 0}),
        ],
    )
    assert devices.standing(NODE, 3, 3) is Standing.ENROLLED


def test_in_whatever_order_the_words_arrive_the_same_devices_may_speak():
    second = {"kind": "device.enrolled", "dev": "phone-2", "holder": "staff-8"}
    words = [
        (NODE, 1, 1, ENROLLED),
        (PHONE, 1, 2, second),
        ("phone-2", 1, 3, {"kind": "device.revoked", "dev": PHONE, "last": 1}),
        (NODE, 2, 4, {"kind": "device.revoked", "dev": "phone-2", "last": 0}),
        (PHONE, 2, 5, {"kind": "entry.countersigned", "entry": "id"}),
    ]
    answers = set()
    for order in permutations(words):
        folded, learned = fold([NODE], order), Devices(frozenset([NODE]))
        for one in order:
            learned.learn(*one)
        for devices in (folded, learned):
            standing = tuple(devices.standing(dev, seq, 9) for dev in (NODE, PHONE, "phone-2") for seq in (1, 2))
            answers.add((standing, frozenset(devices.countersigned)))
    assert len(answers) == 1
    standing, countersigned = answers.pop()
    assert standing[2:] == (Standing.ENROLLED, Standing.ENROLLED, Standing.REVOKED, Standing.REVOKED)
    assert countersigned == {"id"}  # the one who revoked the phone was itself revoked, nearer to the root


def test_a_device_that_was_revoked_but_never_enrolled_is_not_believed():
    devices = fold([NODE], [(NODE, 1, 1, {"kind": "device.revoked", "dev": THIEF, "last": 5})])
    assert devices.standing(THIEF, 3, 3) is Standing.UNKNOWN
