"""Demonstrations: a case played through the acts that the pages call; they change no rule."""
