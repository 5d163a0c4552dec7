// @ts-check
/** A moving picture: one element that shows one stream; always mute, sound has its own elements. */

import { html, useLayoutEffect, useRef } from "../vendor/preact.js";

/** @param {{stream: MediaStream | null, mirror?: boolean}} props */
export function Video({ stream, mirror = false }) {
  const video = useRef(/** @type {any} */ (null));
  useLayoutEffect(() => {
    if (video.current.srcObject !== stream) video.current.srcObject = stream;
    video.current.play().catch(() => {}); // interrupted by the next stream: that one plays itself
  }, [stream]);
  return html`<video
    ref=${video}
    class=${mirror ? "tile__video tile__video--mirror" : "tile__video"}
    autoplay
    muted
    playsinline
    aria-hidden="true"
  ></video>`;
}
