"""Forms of people, a module for each noun."""
