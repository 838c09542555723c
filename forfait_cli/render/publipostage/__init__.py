"""A mailing: a document for each row of a list, their names, the page that leads to them."""
