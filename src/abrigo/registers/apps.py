from django.apps import AppConfig


class Registers(AppConfig):
    name = "abrigo.registers"
    label = "registers"
