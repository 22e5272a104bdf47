"""What the evaluation of a class and that of an adapter version share: shares with their noise, lines that outlive a kill."""
