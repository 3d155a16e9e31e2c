"""Imports every module of messaging that registers deeds, listeners or counters, so that they are known."""

from messaging import customer_service, deeds, official, response

ROOMS = (customer_service, deeds, official, response)
