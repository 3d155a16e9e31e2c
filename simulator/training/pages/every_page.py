"""Every module with pages of learning, so that importing one line registers them all."""

from simulator.training.pages import attempt_pages, card_pages, debrief_pages, list_pages, record_pages

PAGES = (attempt_pages, card_pages, debrief_pages, list_pages, record_pages)
