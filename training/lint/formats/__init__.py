"""One module a format: bytes or text to examples with the lines where they stand. No mathematics here."""
