"""The page on what breaks in a real browser: fits a telephone, opens what a link leads to, sorts, and breaks no rule of its policy."""

import shutil

import pytest
from stress_example import example_stress

from commonsky.profile.stress_page import render_stress

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH; install the system's Chromium to run the page's browser tests"),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module", params=["en", "zh"])
def address(request, tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "stress.html"
    file.write_text(render_stress(example_stress(), request.param), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def open_page(browser, address):
    said, contexts = [], []

    def open_at(width, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if request.url.split("#")[0] != address else None)
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert said == []  # no console message, policy violation, error or request


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_sideways_scroll(open_page, width, scheme):
    page = open_page(width, color_scheme=scheme)
    page.eval_on_selector_all("details", "all => all.forEach(details => { details.open = true; })")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_what_opens_is_large_enough_to_touch(open_page):
    page = open_page(360)
    heights = page.eval_on_selector_all("summary, button", "all => all.map(e => e.getBoundingClientRect().height).filter(h => h > 0)")
    assert min(heights) >= 43.9  # px


@pytest.mark.parametrize("script", [True, False])
def test_a_name_opens_its_scenario(open_page, script):
    page = open_page(1400, java_script_enabled=script)
    page.locator("a[href='#scenario2']").last.click()
    page.wait_for_selector("details.fold[open] #scenario2", state="attached")
    assert page.locator("details.fold[open]").count() == 1
    assert page.locator("details.fold[open] h3").first.is_visible()


def test_figures_stand_side_by_side_on_a_desk_and_one_above_the_other_on_a_telephone(open_page):
    for width, beside in ((1400, True), (360, False)):
        page = open_page(width)
        first, second = (page.locator("figure.chart").nth(i).bounding_box() for i in range(2))
        assert (first["y"] == second["y"]) == beside


def test_tables_sort_by_figures(open_page):
    page = open_page(1400)
    table = page.locator("section:has(.uneven) table").first
    table.locator("thead th").nth(1).locator("button").click()
    values = table.locator("tbody tr").evaluate_all("rows => rows.map(row => Number(row.cells[1].dataset.value))")
    assert values == sorted(values)


def test_dark_lines_change_with_the_ground(open_page):
    page = open_page(1400, color_scheme="dark")
    strokes = page.eval_on_selector_all(".chart [stroke='#1b6d7d']", "all => all.map(e => getComputedStyle(e).stroke)")
    assert set(strokes) == {"rgb(88, 179, 196)"}
