"""What every template of the desk may say: words for codes, times with their age, shapes and bars.

Times come in as aware instants and leave in the operation's zone (`operation.zone` in the context, else the one
that is active). Ages are reckoned from `now` in the context, never from the machine's clock: in the drill the
clock is moved by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abrigo.desk import words

register = template.Library()

# A sighting older than this is drawn as stale. Not a rule of custody: only when the eye should be drawn.
STALE_AFTER = timedelta(minutes=60)
LOCALE = Path(__file__).resolve().parents[1] / "locale"
RIGHT_TO_LEFT = frozenset({"he", "yi", "ar", "fa", "ur"})


@register.filter
def word(value: object) -> object:
    """`{{ person.state|word }}`: the word for a code, in the reader's language."""
    return words.word(value)


@register.filter
def code(value: object) -> str:
    """`{{ state|code }}`: an enum member or string as the bare code used in class names and query strings."""
    return words.code(value)


@register.filter
def direction(language: str | None) -> str:
    """`{{ claim.language|direction }}`: rtl or ltr for a language code; auto when it is not known."""
    if not language:
        return "auto"
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@register.simple_tag
def shape(state: object) -> SafeString:
    """`{% shape state %}`: the drawn sign of a state, hidden from screen readers because the word stands beside it."""
    name = words.code(state)
    if name not in _DRAWN:
        name = "unresolved"
    return get_template(f"desk/shapes/{name}.svg").render()  # type: ignore[return-value]


_DRAWN = frozenset({*words.STATES, "unconfirmed", "unresolved", "received", "here", "not-here", "left"})


def age_words(seconds: float) -> str:
    """How long ago, in the largest unit that still says something: 40 s, 4 min, 3 h, 12 days."""
    past = max(0, int(seconds))
    if past < 60:
        return _("just now")
    if past < 3600:
        return _("%(n)s min ago") % {"n": past // 60}
    if past < 48 * 3600:
        return _("%(n)s h ago") % {"n": past // 3600}
    days = past // 86400
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


@register.simple_tag(takes_context=True)
def ago(context: template.Context, moment: datetime | None) -> SafeString | str:
    """`{% ago seen_at %}`: "4 min ago" as a `<time>` that the page keeps counting (static/desk/js/clock.js)."""
    if moment is None:
        return _("never")
    now = context.get("now") or timezone.now()
    seconds = (now - moment).total_seconds()
    kind = "stale" if seconds > STALE_AFTER.total_seconds() else "fresh"
    return format_html(
        '<time class="ago {}" datetime="{}" title="{}" data-ago data-hour-seen="{}">{}</time>',
        kind,
        moment.isoformat(),
        _long(context, moment),
        f"{local_time(context, moment):%d/%m %H:%M}",  # on paper "4 min ago" means nothing an hour later
        age_words(seconds),
    )


@register.simple_tag(takes_context=True)
def moment(context: template.Context, instant: datetime | date | None, always: str = "") -> SafeString | str:
    """`{% moment happened_at %}`: 16:30 when it is today, with weekday and date when it is not.

    `{% moment t "date" %}` always writes the date: for paper and for anything read years later.
    """
    if instant is None:
        return _("not recorded")
    if not isinstance(instant, datetime):
        return format_html('<time datetime="{}">{}</time>', instant.isoformat(), formats.date_format(instant, "j M Y"))
    now = context.get("now") or timezone.now()
    local = local_time(context, instant)
    if always or local.date() != local_time(context, now).date():
        text = f"{formats.date_format(local, 'D j M Y' if always else 'D j M')}, {local:%H:%M}"
    else:
        text = f"{local:%H:%M}"
    return format_html('<time datetime="{}" title="{}">{}</time>', instant.isoformat(), _long(context, instant), text)


@register.simple_tag(takes_context=True)
def hour(context: template.Context, instant: datetime) -> str:
    """`{% hour now %}`: HH:MM, bare; the frame's clock goes on counting from it."""
    return f"{local_time(context, instant):%H:%M}"


@register.simple_tag(takes_context=True)
def day(context: template.Context, instant: datetime) -> str:
    """`{% day now %}`: weekday and date, bare."""
    return formats.date_format(local_time(context, instant), "D j M Y")


@register.simple_tag(takes_context=True)
def stamp(context: template.Context, instant: datetime) -> str:
    """`{% stamp now %}`: 2025-12-21 18:40, the same in every language: for the margin of paper."""
    return f"{local_time(context, instant):%Y-%m-%d %H:%M}"


def local_time(context: template.Context, instant: datetime) -> datetime:
    """An instant on the operation's own clock: another zone sends people to the gate at the wrong hour."""
    zone = _of(context.get("operation") or {}, "zone")
    return timezone.localtime(instant, ZoneInfo(zone) if zone else None)


def _long(context: template.Context, instant: datetime) -> str:
    local = local_time(context, instant)
    return f"{formats.date_format(local, 'l j F Y')}, {local:%H:%M} {local.tzname() or ''}".strip()


@register.inclusion_tag("desk/parts/bar.html")
def bar(states: Iterable[Mapping[str, Any] | Any], total: int | None = None, label: str = "") -> dict[str, Any]:
    """`{% bar row.states %}`: a thin proportional bar, one stretch per state, each with its own pattern.

    Drawn with SVG attributes, since a style attribute would be refused by the page's own policy.
    """
    pairs = [(words.code(_of(s, "code")), int(_of(s, "n") or 0)) for s in states]
    whole = max(total or 0, sum(n for _state, n in pairs), 1)
    stretches, start = [], 0.0
    for name, n in pairs:
        if n <= 0:
            continue
        # A single child among five hundred must still be seen: never thinner than one per cent.
        width = max(100 * n / whole, 1.0)
        stretches.append({"code": name, "n": n, "x": f"{min(start, 99):.3f}%", "width": f"{width:.3f}%"})
        start += width
    return {"stretches": stretches, "label": label}


def _of(record: Mapping[str, Any] | Any, name: str) -> Any:
    return record.get(name) if isinstance(record, Mapping) else getattr(record, name, None)


@register.simple_tag
def years(low: int | None, high: int | None) -> str:
    """`{% years 9 11 %}`: an age as a range of whole years, both ends included; never narrower than what was said."""
    if low is None and high is None:
        return _("age unknown")
    if high is None:
        return _("%(low)s years or more") % {"low": low}
    if low is None or (low == 0 and high > 1):
        return _("up to %(high)s years") % {"high": high}
    if high == 0:
        return _("under 1 year")
    if low == high:
        return ngettext("%(n)s year", "%(n)s years", high) % {"n": high}
    return _("%(low)s to %(high)s years") % {"low": low, "high": high}


@register.simple_tag
def interval(low: int | None, high: int | None) -> str:
    """`{% interval claim.low claim.high %}`: a number as it was said: 154, 141 or more, 150 to 160."""
    if low is None and high is None:
        return _("no number")
    if high is None:
        return _("%(low)s or more") % {"low": low}
    if low is None:
        return _("%(high)s or fewer") % {"high": high}
    return str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


@register.filter
def percent(part: int, whole: int) -> str:
    """`{{ done|percent:total }}`: a plain integer 0..100, for `<progress>` and words; 0 when there is no whole."""
    return str(round(100 * part / whole)) if whole else "0"


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ mapping|get:key }}`: one value by a key that is itself a variable; None when absent."""
    return mapping.get(key) if mapping else None


@register.simple_tag
def unsaid_choices() -> Mapping[str, words.Word]:
    """The four ways of not having an answer, in the order of the form."""
    return words.ANSWERS


@register.simple_tag
def menu_languages() -> Mapping[str, str]:
    """The languages a reader may choose, each under its own name: those that have words, and English, the source."""
    offered = [c for c, _name in settings.LANGUAGES]
    return {
        c: name
        for c, name in words.MENU.items()
        if c in offered and c not in words.OUTWARD_ONLY and (c == "en" or _spoken(c))
    }


def _spoken(language: str) -> bool:
    return (LOCALE / language / "LC_MESSAGES" / "django.mo").exists()
