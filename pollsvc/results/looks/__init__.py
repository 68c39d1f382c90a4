"""Results made ready for templates: bars, columns, segments and tables of every kind."""

from pollsvc.results.looks.panel import Bar, Look, Panel, bars_of, panel_of, panels_of

__all__ = ["Bar", "Look", "Panel", "bars_of", "panel_of", "panels_of"]
