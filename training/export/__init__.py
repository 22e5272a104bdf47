"""Where an adapter and its dialogues may go besides this tutor: one file a destination."""
