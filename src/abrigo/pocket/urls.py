"""Addresses of the phones. What the app is made of is public; every call is signed."""

from django.urls import path

from abrigo.pocket import calls, shell

app_name = "pocket"
urlpatterns = [
    path("", shell.shell, name="shell"),
    path("sw.js", shell.worker, name="worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("app/<path:name>", shell.built, name="built"),
    path("v1/enrol", calls.enrol, name="enrol"),
    path("v1/me", calls.me, name="me"),
    path("v1/bundle", calls.bundle, name="bundle"),
    path("v1/thumbs", calls.thumbs, name="thumbs"),
    path("v1/gate", calls.gate, name="gate"),
    path("v1/forms", calls.forms, name="forms"),
    path("v1/words", calls.sentences, name="words"),
    path("v1/inbox", calls.inbox, name="inbox"),
    path("v1/receipts", calls.receipts, name="receipts"),
    path("v1/photo/<str:digest>", calls.photo, name="photo"),
    path("v1/witness", calls.witness, name="witness"),
    path("<path:path>", shell.shell, name="deep"),
]
