"""A browser without a window, by the WebDriver protocol: just what the tests of pages need."""

import contextlib
import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name for a reference
DRIVER = shutil.which("chromedriver")
CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-background-networking"]  # fmt: skip


class Browser:
    """One session."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}/session"
        options = {"binary": CHROMIUM, "args": ARGUMENTS}
        wanted = {"goog:chromeOptions": options,
                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}  # fmt: skip
        started = self.call("", {"capabilities": {"alwaysMatch": wanted}})
        self.base += "/" + started["sessionId"]

    def call(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method)
        # nothing between the test and the driver, whatever the environment says of proxies
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=120) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as refusal:
            raise AssertionError(json.loads(refusal.read())["value"]["message"]) from None

    def open(self, path, width=1300, height=1000, dark=False):
        self.call("/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}})
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                    {"name": "prefers-reduced-motion", "value": "reduce"}]  # fmt: skip
        self.call("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia",
                                        "params": {"features": features}})  # fmt: skip
        self.call("/url", {"url": path.as_uri()})

    def run(self, script, *arguments):
        return self.call("/execute/sync", {"script": script, "args": list(arguments)})

    def click(self, selector):
        found = self.call("/element", {"using": "css selector", "value": selector})
        self.call(f"/element/{found[ELEMENT]}/click", {})

    def complaints(self):
        """What the console says."""
        return [row["message"] for row in self.call("/se/log", {"type": "browser"})]

    def requests(self):
        """Addresses of everything that was asked for since the last call."""
        rows = [json.loads(row["message"])["message"]
                for row in self.call("/se/log", {"type": "performance"})]  # fmt: skip
        return [row["params"]["request"]["url"] for row in rows
                if row["method"] == "Network.requestWillBeSent"]  # fmt: skip

    def close(self):
        self.call("", method="DELETE")


@contextlib.contextmanager
def browser():
    driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, encoding="utf-8")
    try:
        port = None
        for line in driver.stdout:
            found = re.search(r"successfully on port (\d+)", line)
            if found:
                port = found[1]
                break
        session = Browser(port)
        try:
            yield session
        finally:
            session.close()
    finally:
        driver.terminate()
        driver.wait(30)
        driver.stdout.close()
