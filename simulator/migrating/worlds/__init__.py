"""The changes of the tables of worlds, one module each, named by the schema it leads to."""
