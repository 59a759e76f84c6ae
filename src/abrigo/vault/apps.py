from django.apps import AppConfig


class Vault(AppConfig):
    name = "abrigo.vault"
    label = "vault"
