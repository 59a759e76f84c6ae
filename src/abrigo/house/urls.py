"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path

from abrigo.house import demo, export_screen, form_screen, lent_screen, roster_screen

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/clock", demo.move_clock, name="demo_clock"),
    path("api/", include("abrigo.api.index")),
    path("pocket/", include("abrigo.pocket.urls")),
    path("intake/file", roster_screen.start, name="import_roster"),
    path("intake/file/check", roster_screen.check, name="roster_check"),
    path("intake/file/commit", roster_screen.commit, name="roster_commit"),
    path("intake/file/progress", roster_screen.progress, name="roster_progress"),
    path("intake/file/problems", roster_screen.workbook, name="roster_problems"),
    path("intake/file/discard", roster_screen.discard, name="roster_discard"),
    path("people/<str:person>/file/give/<str:given>", export_screen.give, name="give_format"),
    path("exhibits/file/give", export_screen.give_exhibits, name="give_exhibits"),
    path("lent", lent_screen.lent, name="lent"),
    path("lent/new", lent_screen.take_in, name="lent_new"),
    path("lent/<str:loan>", lent_screen.one, name="lent_one"),
    path("lent/<str:loan>/link", lent_screen.link_now, name="lent_link"),
    path("lent/<str:loan>/pairs/<str:candidate>", lent_screen.pair, name="lent_pair"),
    path("lent/<str:loan>/end", lent_screen.end, name="lent_end"),
    path("forms/new", form_screen.bring, name="import_form"),
    path("forms/take", form_screen.take, name="take_form"),
    path("forms/<str:form>/workbook", form_screen.export, name="export_form"),
    path("", include("abrigo.desk.urls")),
]

handler400 = "abrigo.desk.trouble.unreadable"
handler403 = "abrigo.desk.trouble.not_allowed"
handler404 = "abrigo.desk.trouble.not_found"
handler500 = "abrigo.desk.trouble.ours"
