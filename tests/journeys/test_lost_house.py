"""A wall screen whose house has gone silent says so; a frozen count is never shown as the count."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_screen_that_is_not_answered_says_so_and_takes_it_back(sit):
    from playwright.sync_api import expect

    wall = sit("director", width=1280)
    page = wall.page
    page.clock.install()
    wall.open("/board")
    warning = page.locator("#unheard")
    expect(warning).to_be_hidden()
    wall.network = False
    page.clock.run_for(20_000)
    expect(warning).to_be_visible()
    wall.network = True
    page.clock.run_for(4_000)
    page.wait_for_timeout(500)
    page.clock.run_for(2_000)
    expect(warning).to_be_hidden()
    assert wall.fit() == []


def test_the_wall_view_can_be_left_again(sit):
    from playwright.sync_api import expect

    wall = sit("director", width=1280)
    wall.open("/board")
    leave = wall.page.locator(".wall-exit")
    expect(leave).to_be_hidden()
    wall.page.locator(".actions [data-wall]").click()
    expect(leave).to_be_visible()
    leave.click()
    expect(leave).to_be_hidden()
