"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path

from abrigo.house import demo

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/clock", demo.move_clock, name="demo_clock"),
    path("api/", include("abrigo.api.index")),
    path("", include("abrigo.desk.urls")),
]
