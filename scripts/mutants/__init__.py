"""Mutation testing, in parts: what is changed, which test sees which line, the quick way and the slow one to try it."""
