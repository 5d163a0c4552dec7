// @ts-check
/** A moving picture: one element that shows one stream; always mute, sound has its own elements. */

import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/preact.js";

const BLANK = 16; // px: a picture no larger is one of the black frames that the server sends when people change rooms
const CLOSELY = 120; // frames
const WRAP = 2 ** 32; // of RTP timestamps

/** Hidden until it shows what it should, so that what lies under it is seen meanwhile. `is` says whose frames come in:
 * true: the wanted person's, or the browser does not tell; false: somebody else's; a number: the wanted person's from
 * this RTP timestamp on, while what is painted may lag behind what has come in. `onShow` hears whenever that changes.
 * @param {{stream: MediaStream | null, mirror?: boolean, is?: () => boolean | number, onShow?: (shows: boolean) => void}} props */
export function Video({ stream, mirror = false, is = () => true, onShow }) {
  const video = useRef(/** @type {any} */ (null));
  const wanted = useMemo(() => ({ stream }), [stream]); // another one each time: a stream that comes back shows others first
  const [shows, setShows] = useState(/** @type {object | null} */ (null));
  const whose = useRef(is);
  whose.current = is;
  useLayoutEffect(() => {
    const element = video.current;
    if (element.srcObject !== stream) element.srcObject = stream;
    element.play().catch(() => {}); // interrupted by the next stream: that one plays itself
    const right = judge(() => element.videoWidth > BLANK && whose.current());
    return watch(element, (frame) => {
      const verdict = right(frame);
      if (verdict !== null) setShows(verdict ? wanted : null);
      return verdict;
    });
  }, [stream]);
  useEffect(() => onShow?.(shows === wanted), [shows, wanted]);
  const classes = ["tile__video", mirror && "tile__video--mirror", (!stream || shows !== wanted) && "tile__video--waits"];
  return html`<video
    ref=${video}
    class=${classes.filter(Boolean).join(" ")}
    autoplay
    muted
    playsinline
    aria-hidden="true"
  ></video>`;
}

/** Tells of one look after the other whether the right person is painted; null: this look cannot tell.
 * @param {() => boolean | number} is @returns {(frame?: any) => boolean | null} */
function judge(is) {
  /** @type {number | null} */ let since = null;
  return (frame) => {
    const found = is();
    if (typeof found === "boolean") return (since = null), found;
    if (since === null) since = found;
    else if (frame && frame.rtpTimestamp === undefined) return true; // a frame later, which is as much as can be known
    if (frame?.rtpTimestamp === undefined) return null;
    return (frame.rtpTimestamp - since + WRAP) % WRAP < WRAP / 2;
  };
}

/** Calls `look` whenever another frame may be there, with what the browser tells of it: each of the first, and each of
 * the next whenever one was not right; later events will do. Returns what ends it.
 * @param {any} element @param {(frame?: any) => boolean | null} look */
function watch(element, look) {
  const frames = "requestVideoFrameCallback" in element;
  let left = 0;
  /** @type {number | undefined} */ let request;
  const closely = () => {
    left = CLOSELY;
    if (frames) request ??= element.requestVideoFrameCallback(frame);
  };
  const frame = (/** @type {number} */ _now, /** @type {any} */ metadata) => {
    request = undefined;
    if (look(metadata) === false) closely();
    else if (--left > 0) request = element.requestVideoFrameCallback(frame);
  };
  const seen = () => void (look(frames ? undefined : {}) === false && closely());
  const events = ["loadeddata", "resize", "timeupdate"];
  events.forEach((event) => element.addEventListener(event, seen));
  closely();
  return () => {
    events.forEach((event) => element.removeEventListener(event, seen));
    if (request !== undefined) element.cancelVideoFrameCallback(request);
  };
}
