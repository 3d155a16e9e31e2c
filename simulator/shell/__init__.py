"""What every page of both sites and the console shares: layouts, macros, filters, drawings, error pages.

Must not know: orders, messages, policies or any rule of the marketplace; it prints what a page hands over.
Rules come from the interface notes: one stylesheet, no inline script, state always said in words.
"""

from simulator.shell.register import csrf, init_shell

__all__ = ["csrf", "init_shell"]
