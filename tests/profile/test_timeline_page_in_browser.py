"""The years' page in a real browser: fits a phone and a desk, shows the right figure, prints whole, and breaks no rule of its policy."""

import shutil

import pytest
from timeline_example import example_timeline

from commonsky.profile.timeline_page import render_timeline

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
    file = tmp_path_factory.mktemp("page") / "timeline.html"
    file.write_text(render_timeline(example_timeline(), request.param), encoding="utf-8")
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


def test_each_width_shows_its_own_figure(open_page):
    for width, shown, hidden in ((360, "for-phone", "for-desk"), (1400, "for-desk", "for-phone")):
        page = open_page(width)
        assert page.locator(f"#part1 ~ .chart .{shown}").is_visible()
        assert not page.locator(f"#part1 ~ .chart .{hidden}").is_visible()


def test_lettering_on_a_phone_is_large_enough(open_page):
    page = open_page(360)
    scales = page.eval_on_selector_all(
        ".chart svg",
        "all => all.filter(s => s.getBoundingClientRect().width).map(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)",
    )
    assert scales
    assert min(scales) > 0.85  # of 12 px


def test_a_need_of_the_table_opens(open_page):
    page = open_page(1400)
    assert not page.locator("#need3 figure").is_visible()
    page.click("a[href='#need3']")
    page.locator("#need3 figure").wait_for(state="visible")


def test_without_script_and_in_print_the_page_is_whole(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    assert page.locator(".for-desk path").count() > 80
    page.locator("#need2 summary").first.click()
    assert page.locator("#need2 figure").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#need4 figure").is_visible()
    page.context.close()
