from django.apps import AppConfig


class Desk(AppConfig):
    name = "abrigo.desk"
    label = "desk"

    def ready(self) -> None:
        """Words that are destroyed go from the half-filled sheets of the desk as well."""
        from abrigo.clerk.shredding import HALF_WRITTEN
        from abrigo.desk.models import forget

        if forget not in HALF_WRITTEN:
            HALF_WRITTEN.append(forget)
