"""How we teach: reading a message, choosing a move, the flow of a turn, and the guard. No I/O."""
