"""Every sheet a person fills in: instruments as checked data, and the forms made from them."""
