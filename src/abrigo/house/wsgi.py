"""The door the web server knocks on."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abrigo.house.settings")
application = get_wsgi_application()

from abrigo.registers.apps import Registers  # noqa: E402 - not before the house is set up

Registers.serves = True
