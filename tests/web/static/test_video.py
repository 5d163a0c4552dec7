"""The element that shows a picture, in real Chromium: what lies under it is seen until the right picture is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.static.scripted import Scripted, serving

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (make test brings it)")
expect = playwright.expect
pytestmark = pytest.mark.browser
SHOW = """async () => {
  const { Video } = await import("/static/views/video.js");
  const { html, render } = await import("/static/vendor/preact.js");
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
  const paper = canvas.getContext("2d");
  setInterval(() => paper.fillRect(0, 0, (paper.fillStyle = "red", Math.random() * 9), 9), 50);
  window.picture = { canvas, label: 1 };
  const stream = canvas.captureStream(20);
  document.body.append(Object.assign(document.createElement("div"), { id: "here" }));
  render(html`<${Video} stream=${stream} is=${() => window.picture.label === 2} />`, document.getElementById("here"));
}"""


@pytest.fixture
def page(chromium: str) -> Iterator[Any]:
    with serving(Scripted()) as server, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{server.base}/words/de.json")
        yield page
        browser.close()


def frames(page: Any) -> None:
    """Some more pictures have arrived at the element."""
    page.evaluate("""() => new Promise((done) => {
      let left = 4;
      const video = document.querySelector("#here video");
      const next = () => (left-- ? video.requestVideoFrameCallback(next) : done());
      next();
    })""")


def test_video_waits_for_the_picture_of_the_right_person(page: Any) -> None:
    page.evaluate(SHOW)
    video = page.locator("#here video")
    frames(page)
    expect(video).to_have_class("tile__video tile__video--waits")
    page.evaluate("Object.assign(picture.canvas, { width: 640, height: 360 })")
    page.wait_for_function("document.querySelector('#here video').videoWidth === 640")
    frames(page)
    expect(video).to_have_class("tile__video tile__video--waits")
    page.evaluate("picture.label = 2")
    expect(video).to_have_class("tile__video")
    page.evaluate("Object.assign(picture.canvas, { width: 16, height: 16 })")
    expect(video).to_have_class("tile__video tile__video--waits")
