"""What was typed at a table and is not yet written, so that a dropped tablet loses no child. Thrown away afterwards."""

from django.db import models


class Draft(models.Model):
    """One row of the intake grid, as typed. Not the record: a row counts from the minute the register has its line."""

    pk = models.CompositePrimaryKey("staff", "id")
    staff = models.CharField(max_length=80)
    id = models.CharField(max_length=80)
    operation = models.CharField(max_length=80)
    began = models.BigIntegerField()  # ms: the order of the rows on the page
    body = models.TextField()
    person = models.CharField(max_length=80, default="")  # set once the register has the line

    class Meta:
        indexes = [models.Index(fields=["staff", "operation", "began"])]


class FormDraft(models.Model):
    """A form begun and not sent. What was typed lies in the vault under the child's key; here only where to find it."""

    pk = models.CompositePrimaryKey("staff", "id")
    staff = models.CharField(max_length=80)
    id = models.CharField(max_length=80)
    operation = models.CharField(max_length=80)
    person = models.CharField(max_length=80)
    form = models.CharField(max_length=80)
    corrects = models.CharField(max_length=80, default="")
    language = models.CharField(max_length=40, default="")
    digest = models.CharField(max_length=64)
    began = models.BigIntegerField()  # ms

    class Meta:
        indexes = [models.Index(fields=["staff", "operation", "person"], name="desk_form_draft_mine")]


def forget(person: str) -> set[str]:
    """In the transaction that destroys a person's words: every row typed and every form begun about them, by anybody.

    Out: digests of the sealed files that are to go as well.
    """
    forms = FormDraft.objects.filter(person=person)
    sealed = set(forms.values_list("digest", flat=True))
    forms.delete()
    Draft.objects.filter(person=person).delete()
    return sealed
