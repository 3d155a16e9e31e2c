"""Calls inside templates, without the questions Jinja asks of every callable before each of hundreds of calls a page.

Must not know any template. Macros and ordinary functions are most of what is called, and known by their type; what
wants the whole context, and everything else, goes Jinja's own way.
"""

from collections.abc import MutableMapping
from types import FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg

_FUNCTIONS = (FunctionType, MethodType)


class QuickContext(Context):
    """A template's variables, and how it calls what it finds there."""

    # Names of no keyword argument of what is called, as in Jinja.
    def call(__self, __called: Any, *args: Any, **named: Any) -> Any:  # noqa: N805
        """Call something with these arguments, and with what it asks for beside them."""
        if type(__called) is Macro:
            args = (__self.eval_ctx, *args)
        elif type(__called) in _FUNCTIONS:
            wanted = getattr(__called, "jinja_pass_arg", None)
            if wanted is _PassArg.eval_context:
                args = (__self.eval_ctx, *args)
            elif wanted is not None:
                return super().call(__called, *args, **named)
        else:
            return super().call(__called, *args, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        try:
            return __called(*args, **named)
        except StopIteration:
            # Anything but an error would end the template at this place.
            return __self.environment.undefined("a callable raised StopIteration")


class QuickEnvironment(Environment):
    """The templates of an application, which all see the same globals."""

    context_class = QuickContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template sees: the globals themselves, which every import on a page is compared with."""
        return super().make_globals(d) if d else self.globals
