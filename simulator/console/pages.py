"""Imports every module that hangs pages on a blueprint, so that they are known."""

from simulator.console import (
    clock_pages,
    faults_pages,
    front_page,
    living_pages,
    mailbox_pages,
    people_pages,
    recording_pages,
    snapshot_pages,
    timeline_pages,
    welcome_pages,
    world_pages,
)
from simulator.console.rulebook import rule_pages

PAGES = (
    clock_pages,
    faults_pages,
    front_page,
    living_pages,
    mailbox_pages,
    people_pages,
    recording_pages,
    rule_pages,
    snapshot_pages,
    timeline_pages,
    welcome_pages,
    world_pages,
)
