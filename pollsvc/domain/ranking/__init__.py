"""Rankings: what each method makes of the same orders, with every tie named."""

from pollsvc.domain.ranking.counted import ranking_figures
from pollsvc.domain.ranking.orders import Orders, Preferences

__all__ = ["Orders", "Preferences", "ranking_figures"]
