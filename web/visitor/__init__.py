"""The one synthetic citizen: benches, rehearsals and tests all use it. It knows the protocol from outside alone."""
