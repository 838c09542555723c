"""What commands are made with: French help and usage, flags from the table of fields, what was typed."""
