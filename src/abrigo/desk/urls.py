"""Addresses of the desk. One line a page."""

from django.urls import path
from django.views.i18n import set_language

from abrigo.desk import board, gallery, signin

app_name = "desk"
urlpatterns = [
    path("", signin.home, name="home"),
    path("signin", signin.signin, name="signin"),
    path("signout", signin.signout, name="signout"),
    path("language", set_language, name="language"),
    path("board", board.board, name="board"),
    path("board/live", board.live, name="board_live"),
    path("people", board.people_list, name="people"),
    path("people/<str:person>", board.people_list, name="person"),
    path("roster", board.roster, name="roster"),
    path("gallery", gallery.gallery, name="gallery"),
    path("gallery/<str:sheet>", gallery.gallery, name="gallery_sheet"),
]
