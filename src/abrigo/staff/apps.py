from django.apps import AppConfig


class Staff(AppConfig):
    name = "abrigo.staff"
    label = "staff"
