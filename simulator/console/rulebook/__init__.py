"""The rule book as pages: rules, states, notices and the counting of cancellations, read from their tables."""
