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

LOOP = """async () => {
  const { Video } = await import("/static/views/video.js");
  const { html, render } = await import("/static/vendor/preact.js");
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  const paper = canvas.getContext("2d");
  setInterval(() => paper.fillRect(0, 0, (paper.fillStyle = "red", Math.random() * 64), 64), 50);
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.onicecandidate = ({ candidate }) => there.addIceCandidate(candidate);
  there.onicecandidate = ({ candidate }) => here.addIceCandidate(candidate);
  const arrived = new Promise((done) => (there.ontrack = ({ track }) => done(new MediaStream([track]))));
  here.addTrack(canvas.captureStream(20).getTracks()[0]);
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription);
  const streams = [await arrived, new MediaStream()];
  document.body.append(Object.assign(document.createElement("div"), { id: "here" }));
  window.picture = { from: false, painted: 0, early: [] };
  const show = (index) => {
    const is = () => window.picture.from;
    render(html`<${Video} stream=${streams[index]} is=${is} />`, document.getElementById("here"));
  };
  window.show = show;
  show(0);
  const video = document.querySelector("#here video");
  const look = (now, { rtpTimestamp }) => {
    const { from, early } = window.picture;
    window.picture.painted = rtpTimestamp;
    const shown = !video.classList.contains("tile__video--waits");
    if (shown && (from === false || rtpTimestamp < from)) early.push(rtpTimestamp);
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}"""
RIGHT, WAITS = "tile__video", "tile__video tile__video--waits"


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
    expect(video).to_have_class(WAITS)
    page.evaluate("Object.assign(picture.canvas, { width: 640, height: 360 })")
    page.wait_for_function("document.querySelector('#here video').videoWidth === 640")
    frames(page)
    expect(video).to_have_class(WAITS)
    page.evaluate("picture.label = 2")
    expect(video).to_have_class(RIGHT)
    page.evaluate("Object.assign(picture.canvas, { width: 16, height: 16 })")
    expect(video).to_have_class(WAITS)


def test_video_waits_until_what_came_in_is_painted(page: Any) -> None:
    """The browser tells of a frame when it has come in; what is on the screen then may still be somebody else's."""
    page.evaluate(LOOP)
    video = page.locator("#here video")
    frames(page)
    expect(video).to_have_class(WAITS)
    page.evaluate("picture.from = picture.painted + 90_000 / 2")
    expect(video).to_have_class(RIGHT)
    assert page.evaluate("picture.painted >= picture.from")
    page.evaluate("picture.from = false")
    expect(video).to_have_class(WAITS)
    assert page.evaluate("picture.early") == []


def test_video_that_had_another_stream_meanwhile_waits_again(page: Any) -> None:
    page.evaluate(LOOP)
    video = page.locator("#here video")
    page.evaluate("picture.from = true")
    expect(video).to_have_class(RIGHT)
    page.evaluate("show(1), picture.from = false, show(0)")
    expect(video).to_have_class(WAITS)
    frames(page)
    expect(video).to_have_class(WAITS)
