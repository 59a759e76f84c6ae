"""Promises of forms over JSON: the same form, the same answers, the same compartments."""


def test_a_program_reads_forms_and_the_answers_its_account_may_know(operation, client, key):
    operation.must("adopt-form", form="fu", code="closure")
    told = {
        "closed_on": "2025-12-19", "reason": "goals", "last_seen": "2025-12-18", "child_view": "contenta",
        "knows_whom": "yes", "supervisor": "la jefa",
    }  # fmt: skip
    operation.must(
        "answer-form", person="c1", form="fu", answers_id="x", answers=[{"key": k, "value": v} for k, v in told.items()]
    )

    def get(role, path):
        return client.get(
            f"/api/operations/op/{path}", headers={"authorization": f"Bearer {key(operation.hand(role))}"}
        )

    (line,) = get("director", "forms").json()
    assert (line["code"], line["status"]) == ("closure", "published")
    assert get("director", "forms/fu").json()["definition"]["rows"][0]["name"] == "closed_on"
    assert get("director", "forms/none").status_code == 404
    (filled,) = get("director", "people/c1/answers").json()
    assert {"key": "child_view", "value": "contenta"} in filled["answers"]
    assert get("nurse", "people/c1/answers").json() == []  # claims are not the nurse's
    assert get("police", "people/c1/answers").status_code == 404
