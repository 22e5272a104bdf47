"""How weights are made: from verified problems and teachers' examples to published adapters."""
