"""The platforms where students write: one module a channel, found by a scan; none knows another."""
