"""The world's page in a real browser: fits a phone and a desk, sorts, opens its needs, and breaks no rule of its policy."""

import shutil

import pytest
from world_example import example_cells, example_world

from commonsky.profile.world_page import render_world

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
    file = tmp_path_factory.mktemp("page") / "world.html"
    file.write_text(render_world(example_world(), example_cells(), request.param), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def open_page(browser, address):
    said, pages = [], []

    def open_at(width, **options):
        page = browser.new_page(viewport={"width": width, "height": 800}, **options)
        pages.append(page)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if request.url != address else None)
        page.goto(address)
        return page

    yield open_at
    for page in pages:
        page.close()
    assert said == []  # no console message, policy violation, error or request


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_sideways_scroll(open_page, width, scheme):
    page = open_page(width, color_scheme=scheme)
    page.eval_on_selector_all("details", "all => all.forEach(details => { details.open = true; })")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_a_name_leads_to_its_map(open_page):
    page = open_page(1400)
    page.click("#needs tbody a >> nth=1")
    page.wait_for_selector("#need-1[open]")  # the page opens it when the address has changed
    assert page.locator("#need-1 .map").bounding_box()["width"] > 500


@pytest.mark.parametrize(("width", "beside"), [(1400, True), (360, False)])
def test_maps_of_shown_and_possible_stand_side_by_side_or_one_above_the_other(open_page, width, beside):
    page = open_page(width)
    page.click("#need-0 summary")
    for where in ("#map", "#need-0"):
        first, second = (page.locator(f"{where} .map").nth(i).bounding_box() for i in range(2))
        assert (first["y"] == second["y"]) == beside
        assert (first["x"] == second["x"]) != beside
        assert first["width"] == pytest.approx(second["width"], abs=1)  # px


def test_what_could_be_is_hatched(open_page):
    page = open_page(1400)
    assert page.eval_on_selector("#needs .bar .c", "part => getComputedStyle(part).fill") == 'url("#hatch-c")'
    assert page.eval_on_selector("#hatch-c .ground-c", "part => getComputedStyle(part).fill") == "rgb(217, 236, 232)"


def test_cells_are_painted_in_the_colour_of_their_level(open_page):
    page = open_page(1400)
    page.click("#need-1 summary")
    assert page.eval_on_selector("#need-1 .runs .b", "path => getComputedStyle(path).fill") == "rgb(111, 179, 165)"
    assert page.eval_on_selector("#map .runs path", "path => getComputedStyle(path).fill").startswith("rgb")
    assert page.eval_on_selector("#need-1 use", "use => use.getBBox().width") > 900


def test_tables_sort_and_say_so(open_page):
    page = open_page(1400)
    heading = page.locator("#needs thead th").nth(3)
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    shares = page.eval_on_selector_all("#needs tbody tr", "rows => rows.map(row => Number(row.cells[3].dataset.value))")
    assert shares == sorted(shares)


def test_without_script_the_page_is_whole(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    assert page.locator("#map .runs path").first.is_visible()
    page.locator("#need-0 summary").click()
    assert [page.locator("#need-0 .map").nth(i).is_visible() for i in range(2)] == [True, True]
    assert page.locator("#least tbody tr").count() == 3
    page.context.close()
