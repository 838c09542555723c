"""What several results say: who, which strate, prices, tarifs, VAT, sources."""
