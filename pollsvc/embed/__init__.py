"""Embeds: results in another site's page."""
