"""The command line of the engine alone; it computes nothing itself."""
