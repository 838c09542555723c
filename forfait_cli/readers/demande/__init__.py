"""What is asked, by fields: one table of them, from the catalogue in use, and what they say, checked.

`champs`: the table. `lecture`: fields → a `Demande`, or every fault. `colonnes`: the fields among the columns of
a file. `recherche`: a commune's figures. `python`: fields as keywords.
"""
