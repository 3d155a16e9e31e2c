"""Names and values of a form's hidden fields, where a name may occur more than once."""

from collections.abc import Iterator


class Pairs(list[tuple[str, str]]):
    """A list of pairs that the shell's macros can read like a dictionary."""

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield the pairs as they stand."""
        return iter(self)
