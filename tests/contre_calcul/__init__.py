"""A second opinion: an independent, naive costing, random grids and requests, and their comparison with the program.

Nothing here but `comparer` imports the program: `calcul` reads the TOML itself and follows the documents alone.
"""
