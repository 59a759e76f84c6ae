from django.apps import AppConfig


class Clerk(AppConfig):
    name = "abrigo.clerk"
    label = "clerk"
