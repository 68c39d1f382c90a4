"""The shades of a PNG: few colours, and what lies between them where edges are smooth."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pollsvc.charts.marks import HAIRLINE, INK, MUTED, PAPER, TRACK
from pollsvc.charts.tones import written_on

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 256
_ON_PAPER = 32
"""Steps between a colour and paper, where there are no others than those of every chart."""
_FEWER, _ON_PAPER_TOO, _WRITTEN = 18, 3, 6


@lru_cache(maxsize=16)
def palette_of(accent: str, further: tuple[str, ...] = ()) -> tuple[bytes, NDArray[np.uint8]]:
    """The shades of the palette, and for every colour of 15 bits the nearest of them.

    Letters and edges on paper have shades of their own; on each of the ``further`` colours
    letters stand too. Shades beyond the room of a palette are left out, the last ones first.
    """
    import numpy as np

    usual = (PAPER, INK, MUTED, accent, HAIRLINE, TRACK)
    parts = [_colors((*usual, *further))]
    if further:
        parts.append(_between(usual[1:4], (PAPER,) * 3, _FEWER))
        parts.append(_between(further, tuple(map(written_on, further)), _WRITTEN))
        parts.append(_between(further, (PAPER,) * len(further), _ON_PAPER_TOO))
    else:
        parts.append(_between(usual[1:], (PAPER,) * (len(usual) - 1), _ON_PAPER))
    shades = np.vstack(parts)[:MOST]
    solid = shades[: len(usual) + len(further)]
    part = np.arange(32) * 8 + 4
    colors = np.stack(np.meshgrid(part, part, part, indexing="ij"), axis=-1).reshape(-1, 3)
    distances = np.stack([((colors - shade) ** 2).sum(axis=1) for shade in shades])
    nearest = distances.argmin(axis=0).astype(np.uint8)
    # The solid colours stay exactly what they are.
    places = (solid.astype(int) >> 3) @ np.array([1 << 10, 1 << 5, 1])
    nearest[places] = np.arange(len(solid))
    return shades.astype(np.uint8).tobytes(), nearest


def _colors(colors: tuple[str, ...]) -> NDArray[np.float64]:
    import numpy as np

    return np.array(
        [[int(color[at : at + 2], 16) for at in (1, 3, 5)] for color in colors], dtype=float
    )


def _between(ones: tuple[str, ...], others: tuple[str, ...], steps: int) -> NDArray[np.float64]:
    """So many shades between each two colours, both ends left out."""
    import numpy as np

    one, other = _colors(ones), _colors(others)
    shares = np.linspace(0, 1, steps + 2)[1:-1, None, None]
    mixed: NDArray[np.float64] = (other - (other - one) * shares).round().reshape(-1, 3)
    return mixed
