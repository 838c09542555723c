"""The documents in the programs that open them: a browser, a spreadsheet."""
