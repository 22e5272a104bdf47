"""How a class talks: settings, sessions, the model client and the channels."""
