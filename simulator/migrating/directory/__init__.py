"""The changes of the tables of the directory, one module each, named by the schema it leads to."""
