"""The gate: whether a new version of an adapter may speak, found out in the model server as it will be served."""
