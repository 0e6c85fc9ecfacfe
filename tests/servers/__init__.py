"""Real servers for the tests: processes on loopback, started and stopped."""
