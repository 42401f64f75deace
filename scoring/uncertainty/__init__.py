"""How far a score and its grade may be trusted; the official grade is decided in grade.py."""
