"""Classes: accounts, classes and their learners, who may reach which world, and the instructor's pages.

Its tables stand in the directory, beside the list of worlds. It moves worlds through the same edge as everybody else
and knows no rule of the marketplace; what a lesson asks for is known to `simulator.training`.
"""
