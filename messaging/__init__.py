"""What buyers, sellers and the marketplace tell each other: threads, content rules, mail."""
