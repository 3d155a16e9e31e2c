"""Orders: models, the transition and notices tables, and one module per deed. Importing `simulator.everything` registers them all."""
