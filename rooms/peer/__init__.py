"""The one synthetic WebRTC peer of tests, benches and rehearsals; it shares no code with the unit that it tests."""
