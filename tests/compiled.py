"""Templates of pages compiled once for all tests of a process; each test makes its own application."""

from typing import ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class Compiled(BytecodeCache):
    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def compile_once() -> None:
    """Let every application of this process share what has been compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
