"""A photo shows whose screen it was on; what is sealed stays as it came; no page shows many at once."""

import io

import pytest
from PIL import Image, ImageChops

from abrigo.clerk import photos
from abrigo.pocket import faces
from abrigo.vault import photo


@pytest.fixture
def with_photo(operation):
    out = io.BytesIO()
    Image.radial_gradient("L").resize((900, 1200)).convert("RGB").save(out, "JPEG")
    kept = photos.put(operation.hand("director"), "c1", out.getvalue())
    operation.must("add-photo", person="c1", digest=kept.digest, media_type=kept.media_type,
                   size=kept.size, authorised_by="director")  # fmt: skip
    return operation


def pixels(raw):
    with Image.open(io.BytesIO(raw)) as picture:
        assert not picture.getexif()
        assert "xmp" not in picture.info
        return picture.convert("RGB")


def differs(one, other):
    return sum(ImageChops.difference(one, other).convert("L").point(lambda v: 255 * (v > 24)).histogram()[255:])


@pytest.mark.parametrize("size", ["full", "thumb"])
def test_two_viewers_of_one_photo_are_told_apart_by_it_in_every_part(with_photo, size):
    of = {role: pixels(photos.get(with_photo.hand(role), "op", "c1", size)) for role in ("director", "child-attorney")}
    bare = pixels(photos.bare(with_photo.hand("director"), "op", "c1", size))
    wide, high = bare.size
    for left, top in ((0, 0), (wide // 2, 0), (0, high // 2), (wide // 2, high // 2)):
        part = (left, top, left + wide // 2, top + high // 2)
        assert differs(of["director"].crop(part), bare.crop(part)) > 40
        assert differs(of["director"].crop(part), of["child-attorney"].crop(part)) > 40


def test_the_mark_says_a_code_and_a_minute_and_nobodys_name(with_photo):
    director = with_photo.hand("director")
    code, day, minute = photos.mark_of(director).split(" ")
    assert (len(code), len(day), minute[-1]) == (8, 10, "Z")
    assert director.name.lower() not in photos.mark_of(director).lower()
    assert code != photos.code_of("somebody-else")


def test_oversight_reads_beside_a_look_whose_letters_these_are(with_photo):
    from django.test import Client

    from abrigo.staff.models import Account

    def signed_in(role):
        client = Client()
        who = Account.objects.get(staff=with_photo.hand(role).staff)
        client.force_login(who, "django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["purpose"] = "care"
        session.save()
        return client

    assert signed_in("police").get("/people/c1/photo/full").status_code == 200
    told = signed_in("ombudsman").get("/people/c1/looks").content.decode()
    assert photos.code_of(with_photo.hand("police").staff) in told


def test_a_face_on_a_phone_carries_its_holders_mark_too(with_photo):
    told = {role: faces.small(with_photo.hand(role), "op", ["c1"]) for role in ("director", "child-attorney")}
    assert all(told.values())
    assert told["director"] != told["child-attorney"]


def test_what_is_sealed_is_not_marked(with_photo, monkeypatch):
    seen = []
    monkeypatch.setattr(photos, "marked", lambda raw, words: seen.append((raw, words)) or photo.marked(raw, words))
    first = photos.get(with_photo.hand("director"), "op", "c1", "thumb")
    again = photos.get(with_photo.hand("director"), "op", "c1", "thumb")
    assert seen[0][0] == seen[1][0] != first
    assert len(again) > 100
