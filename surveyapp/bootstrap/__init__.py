"""Turns a bare machine into one that runs the program: standard library only, no rule of ours."""
