"""An office's own tables, read once at the start: when somebody must act, by which elements an offence is proved."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from abrigo.rules import offences, response


def adopt(folder: str) -> None:
    """In: the folder that ABRIGO_PRACTICE names; empty: the tables of the house.

    Raises ImproperlyConfigured naming the file, the key and what to do: a house does not start on half a table.
    """
    if not folder:
        response.adopt({})
        offences.adopt({})
        return
    at = Path(folder)
    if not at.is_dir():
        raise ImproperlyConfigured(f"ABRIGO_PRACTICE: there is no folder {folder}")
    times = at / "response.yaml"
    try:
        response.adopt(response.read(times.read_text(encoding="utf-8")) if times.is_file() else {})
        own = [offences.read(f.name, f.read_text(encoding="utf-8")) for f in sorted((at / "offence").glob("*.yaml"))]
    except response.WrongResponse as wrong:
        raise ImproperlyConfigured(f"ABRIGO_PRACTICE: response.yaml: {wrong}") from None
    except offences.WrongTemplate as wrong:
        raise ImproperlyConfigured(f"ABRIGO_PRACTICE: {wrong}") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured("ABRIGO_PRACTICE: a file is not UTF-8 text; save it as UTF-8") from None
    offences.adopt({o.code: o for o in own})
