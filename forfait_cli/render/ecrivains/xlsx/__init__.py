"""Results and batches as workbooks."""
