from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.backends.signals import connection_created


class Registers(AppConfig):
    name = "abrigo.registers"
    label = "registers"
    serves = False  # whether this process answers to others: then nobody is trusted for being at this machine

    def ready(self) -> None:
        from abrigo.registers import row_security

        request_started.connect(row_security.closes)
        request_finished.connect(row_security.closes)
        connection_created.connect(self._connected)

    def _connected(self, **told: object) -> None:
        from abrigo.registers import row_security

        row_security.listens(**told)
        if not Registers.serves:
            row_security.by_the_clerk(**told)
