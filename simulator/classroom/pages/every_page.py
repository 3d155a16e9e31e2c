"""Imports every module that hangs pages on the blueprint, so that they are known."""

from simulator.classroom.pages import (
    board_pages,
    class_pages,
    learner_pages,
    pair_pages,
    platform_pages,
    shoulder_pages,
    sign_in_pages,
)

PAGES = (board_pages, class_pages, learner_pages, pair_pages, platform_pages, shoulder_pages, sign_in_pages)
