from tests.make import make_new_ifri, IFRI_PERCENTS
import re

def test_probe(database, app, add, reader, stranger, clock):
    poll = add(make_new_ifri(live=False)); live = add(make_new_ifri())
    from pollsvc.results.queries import result_sheet
    with app.app_context():
        sheet = result_sheet(poll, clock())
    assert tuple(l.percent for l in sheet.questions[0].lines) == IFRI_PERCENTS
    page = reader.get("/p/us-goals-for-russia")
    print(page.status, page.text[:300])
    form = re.search(r'name="(form\w*)"[^>]*value="([^"]+)"', page.text) or re.search(r'value="([^"]+)"[^>]*name="(form\w*)"', page.text)
    print(form)
    r = reader.post("/p/us-goals-for-russia", data={form[1]: form[2], "q1": "1", "act": "vote"})
    print(r.status, r.headers, r.text[:1500])
    r = reader.get("/p/us-goals-for-russia"); print(r.status)
    clock.forward(hours=48)
    r = stranger.get("/p/us-goals-for-russia"); print(r.status, 'closed' in r.text.lower())
