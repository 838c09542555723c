"""The guided devis: a request asked question by question, on a terminal and nowhere else."""
