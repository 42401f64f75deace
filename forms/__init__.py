"""Every sheet a person fills in: instruments as checked definitions, and the forms made from them."""
