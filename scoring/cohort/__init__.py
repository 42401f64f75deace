"""Many tasks beside each other: order, quota, profiles, years; a grade is decided in grade.py."""
