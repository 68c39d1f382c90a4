"""Charts for what leaves the page: share images, downloads, print.

Knows neither Flask nor tables. Importing it does not import matplotlib.
"""

from pollsvc.charts.cache import cached_draw
from pollsvc.charts.drawing import draw
from pollsvc.charts.picture import PAGE_BARS, SHARE_BARS, Bar, Format, Picture, Shift, Size

__all__ = [
    "PAGE_BARS",
    "SHARE_BARS",
    "Bar",
    "Format",
    "Picture",
    "Shift",
    "Size",
    "cached_draw",
    "draw",
]
