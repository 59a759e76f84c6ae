"""Addresses of the desk. One line a page."""

from django.urls import path
from django.views.i18n import set_language

from abrigo.desk import alerts, board, gallery, incidents, intake, keeping, paper, rollcalls, signin

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
    path("intake", intake.intake, name="intake"),
    path("intake/alike", intake.alike, name="intake_alike"),
    path("intake/tag", intake.tag, name="intake_tag"),
    path("intake/propose", intake.propose, name="propose"),
    path("roster", board.roster, name="roster"),
    path("rollcalls", rollcalls.rollcalls, name="rollcalls"),
    path("rollcalls/open", rollcalls.open_rollcall, name="open_rollcall"),
    path("rollcalls/<str:rollcall>", rollcalls.rollcall, name="rollcall"),
    path("rollcalls/<str:rollcall>/live", rollcalls.live, name="rollcall_live"),
    path("rollcalls/<str:rollcall>/answer", rollcalls.answer, name="rollcall_answer"),
    path("rollcalls/<str:rollcall>/finish", rollcalls.finish, name="rollcall_finish"),
    path("rollcalls/<str:rollcall>/close", rollcalls.close, name="rollcall_close"),
    path("rollcalls/<str:rollcall>/pause", rollcalls.pause, name="rollcall_pause"),
    path("rollcalls/<str:rollcall>/sheet", paper.sheet, name="rollcall_sheet"),
    path("rollcalls/<str:rollcall>/paper", paper.key_in, name="rollcall_paper"),
    path("incidents", incidents.incidents, name="incidents"),
    path("incidents/open", incidents.open_incident, name="open_incident"),
    path("incidents/<str:incident>", incidents.incident, name="incident"),
    path("incidents/<str:incident>/live", incidents.live, name="incident_live"),
    path("incidents/<str:incident>/act", incidents.act, name="incident_act"),
    path("incidents/<str:incident>/note", incidents.note, name="incident_note"),
    path("incidents/<str:incident>/move", incidents.move, name="incident_move"),
    path("incidents/<str:incident>/close", incidents.close, name="incident_close"),
    path("incidents/<str:incident>/list", incidents.unaccounted, name="incident_list"),
    path("incidents/<str:incident>/alerts", alerts.ask_all, name="incident_alerts"),
    path("strangers/new", incidents.stranger, name="stranger"),
    path("alerts", alerts.alerts, name="alerts"),
    path("alerts/ask/<str:person>", alerts.ask_one, name="ask_alert"),
    path("alerts/<str:alert>", alerts.alert, name="alert"),
    path("alerts/<str:alert>/<str:step>", alerts.step, name="alert_step"),
    path("house", keeping.keeping, name="keeping"),
    path("password", keeping.password, name="password"),
    path("gallery", gallery.gallery, name="gallery"),
    path("gallery/<str:sheet>", gallery.gallery, name="gallery_sheet"),
]
