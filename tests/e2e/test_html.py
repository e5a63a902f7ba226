"""The page that --html writes, in a real browser where there is one."""

import html.parser
import json
import re

import pytest

import browser
from harness import QUICK, describe, npjit, refused

NO_BROWSER = not (browser.DRIVER and browser.CHROMIUM)
in_browser = pytest.mark.skipif(NO_BROWSER, reason="no chromium, or no chromium-driver")
ITERS = ("--iters", "6", "--warmup", "0")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "all.html"
    done = npjit("--scenario", "all", "--size", "20", *ITERS, "--quiet", "--html", path)
    assert done.returncode == 0, describe(done)
    return path


@pytest.fixture(scope="module")
def session():
    with browser.browser() as opened:
        yield opened


def data_of(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])


def test_it_is_one_small_file(page):
    assert page.stat().st_size < 3_000_000
    text = page.read_text(encoding="utf-8")
    assert "@DATA@" not in text
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", text)
    assert "Content-Security-Policy" in text


def test_every_listing_has_a_line_for_each_line(page):
    for kernel in data_of(page)["kernels"]:
        lines = range(kernel["line"], kernel["line"] + kernel["source_text"].count("\n"))
        shown = [arm for arm in kernel["arms"] if "code" in arm]
        assert kernel["headline_arm"] in [arm["name"] for arm in shown]
        for arm in shown:
            for kind, listing in arm["code"].items():
                assert listing["text"].count("\n") + 1 == len(listing["lines"]), kind
                found = {line for line in listing["lines"] if line}
                assert (found or kind == "remarks") and found <= set(lines), (kernel["id"], kind)


@in_browser
def test_charts_are_there_and_nothing_is_fetched(session, page):
    session.open(page)
    assert session.run("return document.querySelectorAll('#profile circle').length") >= 40
    assert session.run("return document.querySelectorAll('#profile .pick').length") == 10
    assert session.run("return document.querySelectorAll('#ladders .stack').length") == 10
    assert session.run("return document.querySelectorAll('#kernel svg circle').length") >= 6 * 9
    assert session.run("return document.querySelectorAll('#environment tr').length") > 10
    assert session.complaints() == []
    assert {address.split(":")[0] for address in session.requests()} <= {"file", "data"}


@in_browser
@pytest.mark.parametrize("kind", ["kir", "llvm", "llvm_optimised", "assembly", "remarks"])
def test_a_line_marks_what_it_became(session, page, kind):
    session.open(page)
    session.click("nav button:nth-child(6)")  # B3
    session.click(f"[data-text={kind}]")
    lines = session.run(
        "return [...document.querySelectorAll('.py')].map(node => [node.dataset.line, node.textContent])"
    )
    wanted = "for j in" if kind == "remarks" else "% 2 == 0"
    line = next(number for number, text in lines if wanted in text)
    session.click(f".py[data-line='{line}']")
    marked = session.run(
        "return [...document.querySelectorAll('.code .on')].map(node => node.dataset.line)"
    )
    assert marked and set(marked) == {line}
    assert "held" in session.run("return document.getElementById('linked').textContent")
    session.click(f".py[data-line='{line}']")
    assert session.complaints() == []


@in_browser
def test_a_row_of_the_profile_chooses_its_kernel(session, page):
    session.open(page)
    session.click("#profile .pick[data-kernel=C2] .name")
    assert session.run("return document.querySelector('#kernel h2').textContent").startswith("C2")
    assert session.run("return location.hash") == "#C2"
    assert session.complaints() == []


@in_browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 768, 1400])
def test_it_fits_every_screen(session, page, width, dark):
    session.open(page, width=width, dark=dark)
    assert session.run("return document.documentElement.scrollWidth") <= width
    paper = session.run("return getComputedStyle(document.body).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", paper)[:3]))
    assert (brightness < 200) if dark else (brightness > 600)
    assert session.complaints() == []


HOSTILE = '''
def f(n):
    """</script><script>window.hit = 1</script><img src=x onerror=alert(1)> \u2028 é"""
    text = "</script>"
    return n
'''


@in_browser
def test_what_looks_like_html_stays_text(session, kernel_file, tmp_path):
    path = kernel_file(HOSTILE, name="a<b>.py")
    target = tmp_path / "page.html"
    done = npjit("--kernel", f"{path}:f", "--args", "(1,)", *QUICK, "--html", target)
    assert done.returncode == 0, describe(done)
    session.open(target)
    assert session.run("return window.hit === undefined")
    assert "</script>" in session.run("return document.getElementById('kernel').textContent")
    assert session.complaints() == []


@in_browser
def test_a_refused_kernel_has_a_page(session, kernel_file, tmp_path):
    path = kernel_file("def f(n):\n    yield n\n")
    target = tmp_path / "page.html"
    done = npjit("--kernel", f"{path}:f", "--args", "(1,)", *QUICK, "--html", target)
    assert done.returncode == 3, describe(done)
    session.open(target)
    assert "cannot be compiled" in session.run("return document.body.textContent")
    wrong = "[...document.querySelectorAll('.py.wrong')].map(node => node.dataset.line)"
    assert session.run(f"return {wrong}") == ["2"]
    assert session.run("return document.querySelectorAll('.py').length") == 2
    assert session.complaints() == []


SLOW = """
import numpy as np

def f(n):
    total = 0
    for i in range(n):
        total += int(np.sum(np.array([i, 1])))
    return total
"""


@in_browser
def test_memory_profile_advice_and_cost_by_line(session, kernel_file, tmp_path):
    path = kernel_file(SLOW)
    target = tmp_path / "page.html"
    done = npjit("--kernel", f"{path}:f", "--args", "(500,)", *ITERS, "--memory", "--profile",
                 "--processes", "2", "--html", target)  # fmt: skip
    assert done.returncode == 0, describe(done)
    session.open(target)
    assert session.run("return document.querySelectorAll('#memory tbody tr').length") == 5
    assert "numpy.array" in session.run("return document.getElementById('cprofile').textContent")
    assert "500 small arrays" in session.run("return document.getElementById('advice').textContent")
    assert "2 processes" in session.run("return document.getElementById('processes').textContent")
    line = "document.querySelector(\".py[data-line='7']\").textContent"
    shown = session.run(f"return {line}")
    assert re.search(r"np\.array ×500 (≈ )?[\d.]+ .?s", shown) and "no call left" in shown
    assert session.complaints() == []


@in_browser
@pytest.mark.parametrize("width", [360, 1400])
def test_a_sweep_is_a_curve(session, tmp_path, width):
    target = tmp_path / "page.html"
    done = npjit("--scenario", "B3,C1", "--size", "4,16,64", "--route=native", "--inline=on",
                 *ITERS, "-q", "--html", target)  # fmt: skip
    assert done.returncode == 0, describe(done)
    session.open(target, width=width)
    assert session.run("return document.querySelectorAll('#sweeps svg').length") == 2
    assert session.run("return document.querySelectorAll('#sweeps circle').length") == 12
    assert session.run("return document.documentElement.scrollWidth") <= width
    names = "[...document.querySelectorAll('nav button')].map(node => node.firstChild.textContent)"
    assert session.run(f"return {names}")[:2] == ["B3 4", "B3 16"]
    assert session.complaints() == []


def test_where_it_cannot_go(tmp_path):
    assert "--html" in refused("--scenario", "B3", *QUICK, "--html", "-")
    assert "--html" in refused("--scenario", "B3", "--dump-ir", "--html", tmp_path / "x.html")
    assert "no/x.html" in refused("--scenario", "B3", *QUICK, "--html", tmp_path / "no/x.html")


def test_it_is_well_formed(page):
    void = {"meta", "link"}
    opened = []

    class Parser(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in void:
                opened.append(tag)

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Parser().feed(page.read_text(encoding="utf-8"))
    assert opened == []


def test_remarks_can_be_printed():
    done = npjit("--scenario", "B3", "--route=native", "--dump-ir=remarks")
    assert done.returncode == 0, describe(done)
    for line in done.stdout.splitlines():
        assert re.match(r".*b3\.py:\d+:\d+: \S", line)
    assert "unroll" in done.stdout
