from django.apps import AppConfig


class Desk(AppConfig):
    name = "abrigo.desk"
    label = "desk"
