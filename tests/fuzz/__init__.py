"""Inputs made at random, and what the program may never do with any of them."""
