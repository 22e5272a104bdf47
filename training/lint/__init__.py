"""Teachers' worked examples: read in the forms teachers have them, and recomputed before anything is learnt from them."""
