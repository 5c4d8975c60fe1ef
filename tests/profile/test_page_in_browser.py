"""The page in a real browser: fits a phone and a desk, picks needs, reads cells, sorts, prints, and breaks no rule of its policy."""

import shutil

import pytest
from example import example_geometry, example_profile

from commonsky.profile.page import render_page

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
    file = tmp_path_factory.mktemp("page") / "profile.html"
    file.write_text(render_page(example_profile(), example_geometry(), request.param), encoding="utf-8")
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


def level_classes(page):
    return page.eval_on_selector_all(".main .cells path", "paths => paths.map(path => path.getAttribute('class')).join('')")


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_sideways_scroll(open_page, width, scheme):
    page = open_page(width, color_scheme=scheme)
    page.eval_on_selector_all("details", "all => all.forEach(details => { details.open = true; })")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_picker_recolours_the_map_and_opens_the_need(open_page):
    page = open_page(1400)
    levels = {i: need.cell_levels for i, need in enumerate(example_profile().needs)}
    for need in (2, 1):
        page.select_option("#need", str(need))
        assert level_classes(page) == levels[need][: len(level_classes(page))]
        assert page.get_attribute(f"#need-{need}", "open") is not None
    page.click("#next")
    assert level_classes(page) == levels[2][: len(level_classes(page))]


def test_tap_on_a_cell_shows_its_figures(open_page):
    page = open_page(360, has_touch=True)
    page.locator(".main .cells path").nth(12).dispatch_event("click")
    text = page.inner_text("#panel")
    assert "km²" in text
    assert page.locator("#panel li").count() == 3
    page.focus(".main .map")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#panel") != text


def test_touch_targets_are_large_enough(open_page):
    page = open_page(360)
    sizes = page.eval_on_selector_all("button, select", "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)")
    assert sizes
    assert min(sizes) >= 44


def test_tables_sort_and_say_so(open_page):
    page = open_page(1400)
    heading = page.locator("#needs thead th").nth(3)
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    shares = page.eval_on_selector_all("#needs tbody tr", "rows => rows.map(row => Number(row.cells[3].dataset.value))")
    assert shares == sorted(shares)
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"


def test_data_of_a_figure_can_be_taken(open_page):
    page = open_page(1400)
    with page.expect_download() as download:
        page.locator("[data-take=csv]").first.click()
    assert download.value.suggested_filename == "MRD-rain-now-age.csv"
    assert download.value.path().read_text().startswith("time_utc,median_age_h")


def test_without_script_the_page_is_whole(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    assert page.locator(".main .cells path").count() >= 40
    assert not page.locator(".picker").is_visible()
    assert page.locator("#needs tbody tr").count() == 3
    page.locator("#need-2 summary").first.click()
    assert page.locator("#need-2 .servers").is_visible()
    page.context.close()


def test_contents_are_one_line_on_a_phone_and_open_the_need(open_page):
    page = open_page(360)
    assert page.locator(".contents").bounding_box()["height"] < 80
    page.click(".contents summary")
    page.click(".contents .by-theme a[href='#need-2']")
    page.wait_for_function("document.querySelector('#need-2').open")
    assert page.locator("#need-2 .inside").is_visible()


def test_contents_on_a_desk_show_each_link_once(open_page):
    page = open_page(1400)
    assert page.locator(".contents a:visible").count() == 8
    page.click(".contents summary")
    assert page.locator(".contents a:visible").count() == 8 + 3


def test_a_citation_opens_the_folded_sources(open_page):
    page = open_page(1400)
    assert not page.locator("#source-1").is_visible()
    page.locator(".cite a[href='#source-1']").first.click()
    page.locator("#source-1").wait_for(state="visible")
    page.emulate_media(media="print")
    assert page.locator("#source-1").is_visible()
    assert not page.locator(".contents").is_visible()


def test_zoom_stands_by_the_map_that_it_zooms(open_page):
    page = open_page(1400)
    zoom, main, inset = (page.locator(name).first.bounding_box()["y"] for name in (".zoom", "figure.main", "figure.inset"))
    assert main < zoom < inset
