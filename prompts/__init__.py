"""What the model is told: one template a move and language, and one strict renderer."""
