"""Documents of meetings: the data they are made of."""
