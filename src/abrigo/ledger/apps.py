from django.apps import AppConfig


class Ledger(AppConfig):
    name = "abrigo.ledger"
    label = "ledger"
