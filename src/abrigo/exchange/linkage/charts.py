"""Pictures of a linkage, as SVG with words in them: what made one pair's weight, and whether its probabilities hold."""

from collections.abc import Sequence
from html import escape

from abrigo.exchange.linkage.model import LEVELS, Model

_STYLE = "font-family:sans-serif;font-size:12px"


def waterfall(title: str, prior: float, steps: Sequence[tuple[str, float]]) -> str:
    """From the prior to the sum, one bar a field; to the right speaks for, to the left against. Log-odds, base e."""
    rows = [("before anything is compared", prior), *steps]
    at, low, high, bars = 0.0, 0.0, 0.0, []
    for name, weight in rows:
        bars.append((name, at, at + weight, weight))
        at += weight
        low, high = min(low, at), max(high, at)
    scale = 420 / max(1e-9, high - low)
    height = 28 * (len(bars) + 1) + 50

    def x(value: float) -> float:
        return 210 + (value - low) * scale

    drawn = [
        f'<text x="8" y="{62 + 28 * n}">{escape(name)}</text>'
        f'<rect x="{min(x(a), x(b)):.1f}" y="{48 + 28 * n}" width="{max(1.0, abs(x(b) - x(a))):.1f}" height="18" '
        f'fill="{"#1b6e53" if w >= 0 else "#a33b20"}"/>'
        f'<text x="{max(x(a), x(b)) + 4:.1f}" y="{62 + 28 * n}">{w:+.2f}</text>'
        for n, (name, a, b, w) in enumerate(bars)
    ]
    last = 62 + 28 * len(bars)
    drawn.append(
        f'<text x="8" y="{last}" font-weight="bold">together</text><text x="{x(at):.1f}" y="{last}">{at:+.2f}</text>'
    )
    drawn.append(f'<line x1="{x(0):.1f}" x2="{x(0):.1f}" y1="40" y2="{last}" stroke="#666" stroke-dasharray="3 3"/>')
    return _svg(title, 720, height, drawn)


def calibration(title: str, bands: Sequence[tuple[float, float, int]]) -> str:
    """Bands of (said, was so, how many pairs): on the diagonal, what was said is what was so."""
    drawn = ['<rect x="60" y="40" width="360" height="360" fill="none" stroke="#666"/>',
             '<line x1="60" y1="400" x2="420" y2="40" stroke="#666" stroke-dasharray="4 4"/>']  # fmt: skip
    drawn += [
        f'<circle cx="{60 + 360 * said:.1f}" cy="{400 - 360 * was:.1f}" r="5" fill="#1b6e53">'
        f"<title>{said:.3f} said, {was:.3f} so, {many} pairs</title></circle>"
        for said, was, many in bands
    ]
    drawn += [
        f'<text x="{55 + 360 * n / 4:.0f}" y="418">{n / 4:.2f}</text><text x="24" y="{404 - 360 * n / 4:.0f}">{n / 4:.2f}</text>'  # noqa: E501
        for n in range(5)
    ]
    drawn.append('<text x="170" y="440">probability said</text><text x="64" y="34">share that was one person</text>')
    for n, (said, was, many) in enumerate(bands):
        drawn.append(f'<text x="440" y="{60 + 20 * n}">{said:.3f} said, {was:.3f} so ({many})</text>')
    return _svg(title, 660, 460, drawn)


def weights(model: Model) -> str:
    """What each likeness of each field weighs in this model."""
    drawn, y = [], 50
    for f, one in zip(model.fields, model.weighed, strict=True):
        drawn.append(f'<text x="8" y="{y}" font-weight="bold">{escape(f.name)}</text>')
        for name, weight in zip(LEVELS[f.kind], one.weights(), strict=True):
            y += 20
            drawn.append(
                f'<text x="24" y="{y}">{name}</text><rect x="{400 + min(0.0, weight) * 20:.1f}" y="{y - 11}" '
                f'width="{max(1.0, abs(weight) * 20):.1f}" height="13" fill="{"#1b6e53" if weight >= 0 else "#a33b20"}"/>'  # noqa: E501
                f'<text x="{404 + max(0.0, weight) * 20:.1f}" y="{y}">{weight:+.2f}</text>'
            )
        y += 28
    return _svg("What each likeness weighs", 720, y, drawn)


def _svg(title: str, width: int, height: int, drawn: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" style="{_STYLE}" role="img">'
        f'<title>{escape(title)}</title><text x="8" y="20" font-size="15">{escape(title)}</text>{"".join(drawn)}</svg>\n'  # noqa: E501
    )
