"""What all pages share: languages, formats, phrases, assets, errors, security."""
