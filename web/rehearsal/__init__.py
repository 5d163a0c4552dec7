"""Rehearsals: an evening with synthetic people, measured from outside, that ends in a report in traffic lights."""
