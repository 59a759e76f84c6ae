from django.apps import AppConfig


class House(AppConfig):
    name = "abrigo.house"
    label = "house"
