"""Factors behind items: adequacy, components, factor models, and reliability that rests on them."""
