"""Every module with pages of learning, so that importing one line registers them all."""

import simulator.training.pages.attempt_pages
import simulator.training.pages.card_pages
import simulator.training.pages.debrief_pages
import simulator.training.pages.list_pages
import simulator.training.pages.record_pages  # noqa: F401 - for what they register
