// @ts-check
/** A moving picture: one element that shows one stream; always mute, sound has its own elements. */

import { html, useLayoutEffect, useRef, useState } from "../vendor/preact.js";

const BLANK = 16; // px: a picture no larger is one of the black frames that the server sends when people change rooms

/** Hidden until it shows what it should, so that what lies under it is seen meanwhile: `is` says whether the frame that
 * is there now is the wanted person's, since the last one of somebody else may still be on its way.
 * @param {{stream: MediaStream | null, mirror?: boolean, is?: () => boolean}} props */
export function Video({ stream, mirror = false, is = () => true }) {
  const video = useRef(/** @type {any} */ (null));
  const [shows, setShows] = useState(/** @type {MediaStream | null} */ (null));
  const rightly = useRef(is);
  rightly.current = is;
  useLayoutEffect(() => {
    const element = video.current;
    if (element.srcObject !== stream) element.srcObject = stream;
    element.play().catch(() => {}); // interrupted by the next stream: that one plays itself
    return watch(element, () => {
      if (element.videoWidth <= BLANK) setShows(null);
      else setShows((/** @type {MediaStream | null} */ now) => (now === stream || rightly.current() ? stream : now));
    });
  }, [stream]);
  const classes = ["tile__video", mirror && "tile__video--mirror", (!stream || shows !== stream) && "tile__video--waits"];
  return html`<video
    ref=${video}
    class=${classes.filter(Boolean).join(" ")}
    autoplay
    muted
    playsinline
    aria-hidden="true"
  ></video>`;
}

/** Calls `look` whenever another frame may be there; every one of them where the browser tells. Returns what ends it.
 * @param {any} element @param {() => void} look */
function watch(element, look) {
  const events = ["loadeddata", "resize", "timeupdate"];
  events.forEach((event) => element.addEventListener(event, look));
  let left = 120; // frames watched closely; later events will do
  const frame = () => {
    look();
    if (left-- > 0) request = element.requestVideoFrameCallback?.(frame);
  };
  let request = element.requestVideoFrameCallback?.(frame);
  return () => {
    events.forEach((event) => element.removeEventListener(event, look));
    if (request !== undefined) element.cancelVideoFrameCallback(request);
  };
}
