"""The floor as Django knows it."""

from django.apps import AppConfig


class Exchange(AppConfig):
    name = "abrigo.exchange"
    label = "exchange"
