from django.apps import AppConfig


class House(AppConfig):
    name = "abrigo.house"
    label = "house"

    def ready(self) -> None:
        from django.conf import settings

        from abrigo.house import practice

        practice.adopt(settings.ABRIGO_PRACTICE)
