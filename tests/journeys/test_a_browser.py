"""The browser the other journeys need is a real one."""


def test_a_real_browser_opens_and_runs_what_a_page_brings(chromium):
    page = chromium.new_page(viewport={"width": 360, "height": 640})
    page.set_content("<p id=who>nobody</p><script>document.getElementById('who').textContent = 'somebody'</script>")
    assert page.inner_text("#who") == "somebody"
    assert page.evaluate("crypto.subtle !== undefined || isSecureContext === false")
    page.close()
