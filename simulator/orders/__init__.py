"""Orders: models, the transition and notices tables, one module per deed; `simulator.everything` registers all."""
