// @ts-check
/** The voices: one mute-free audio element per slot, and the one tap that a browser may ask for before it plays. */

import { html, useEffect, useRef } from "../vendor/preact.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function Sound({ app }) {
  const { live } = app;
  return html`<div class="sound">
    ${live.voices.value.map((stream, slot) => html`<${Voice} key=${slot} live=${live} stream=${stream} />`)}
    ${(live.blocked.value || live.resting.value) &&
    html`<div class="sound__ask" role="alertdialog" aria-label=${t("app.sound.ask")}>
      <${Button} kind="primary" icon="volume-up" label=${t("app.sound.ask")} onClick=${() => live.resume()} />
    </div>`}
  </div>`;
}

/** @param {{live: import("../live.js").Live, stream: MediaStream}} props */
function Voice({ live, stream }) {
  const audio = useRef(/** @type {any} */ (null));
  const { round, sink } = { round: live.round.value, sink: live.sink.value };
  useEffect(() => {
    if (audio.current.srcObject !== stream) audio.current.srcObject = stream;
    audio.current.play().catch((/** @type {DOMException} */ error) => live.refusedSound(error));
  }, [stream, round]);
  useEffect(() => {
    audio.current.setSinkId?.(sink).catch(() => {});
  }, [sink]);
  return html`<audio ref=${audio} autoplay></audio>`;
}
