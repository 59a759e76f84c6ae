from django.apps import AppConfig


class Pocket(AppConfig):
    name = "abrigo.pocket"
    label = "pocket"
