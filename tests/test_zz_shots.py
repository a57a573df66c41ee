from tests.test_panels_in_browser import open_panels, PANELS, load_engagement, Path, accessibility_problems
import os
def test_shots(run_notebook):
    P=PANELS
    page=open_panels(run_notebook,'shots',load_engagement(Path('/work/main/data/engagements')/os.environ.get('S','platform-request')),P)
    page.set_viewport_size({"width":1366,"height":7200}); page.wait_for_timeout(600)
    w=page.get_by_label("wait of Triage",exact=True); w.fill("soon"); w.press("Enter"); page.wait_for_timeout(300)
    w=page.get_by_label("process time of Triage",exact=True); w.fill("about a week"); w.press("Enter"); page.wait_for_timeout(300)
    for who,t in (("",'2-5 d'),("",'4-8 wk'),("","3 d")):
        page.get_by_label("Your own estimate").fill(t); page.get_by_role("button",name="Give it").click(); page.wait_for_timeout(300)
    page.screenshot(path='/tmp/pshots/full.png')
    page.get_by_role("button",name="Show all answers").click()
    page.get_by_role("button",name="edit dependency CD2").click()
    page.get_by_role("button",name="Next →").click()
    page.get_by_role("button",name="Ask the three questions again").click()
    page.get_by_label("Where on the map").select_option("C04")
    page.get_by_role("button",name="Add",exact=True).nth(1).click()
    page.get_by_label("What would you try?").fill("Deploy daily"); page.get_by_role("button",name="Begin it").click(); page.wait_for_timeout(300)
    for step,val in (("C04","1 d"),("C06","1 h"),("C07","1 h")):
        page.get_by_label("Which one").select_option(step); page.get_by_label("New value").fill(val); page.get_by_role("button",name="Add this change").click(); page.wait_for_timeout(400)
    page.get_by_label("The decision we ask for").fill("Let us open firewall ports ourselves"); page.get_by_role("button",name="Add",exact=True).nth(2).click(); page.wait_for_timeout(300)
    page.get_by_label("Score of R1").select_option("0")
    page.get_by_label("Said, and not today's topic").fill("Who owns the firewall?"); page.get_by_role("button",name="Park it").click()
    page.get_by_role("button",name="Start",exact=True).click()
    page.get_by_role("button",name="← Earlier").click()
    page.wait_for_timeout(800)
    for i,k in enumerate(P):
        page.locator('.vsm-panel').nth(i).screenshot(path=f'/tmp/pshots/{k}.png')
    print(accessibility_problems(page))
