from django.apps import AppConfig


class Exchange(AppConfig):
    name = "abrigo.exchange"
    label = "exchange"
