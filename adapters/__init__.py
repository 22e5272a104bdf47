"""Which weights speak: the registry of published versions, the model server and the client that drives it.

Nothing here imports torch or vLLM: weights are read as bytes, and vLLM is a process spoken to over HTTP.
"""
