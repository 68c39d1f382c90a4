"""What the owner says about the site as a whole: name, languages, look, texts."""
