// @ts-check
/** The captions of whoever wants them, above the controls and on every tab: the last lines, as large as is liked. */

import { html, useEffect } from "../vendor/preact.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** Lines that are finished are read aloud once; the one that still grows would be read over and over.
 * @param {{app: import("../types").App}} props */
export function CaptionBar({ app }) {
  const { captions, store } = app;
  const room = store.room.value?.id;
  useEffect(() => captions.clear(), [room]);
  const size = captions.size.value;
  if (!size || !store.topic("booked").value?.captions) return null;
  const lines = captions.lines.value;
  const now = lines.at(-1);
  return html`<section class=${`captions captions--${size}`} aria-label=${t("app.captions")}>
    <div class="captions__text" lang="de">
      <div role="log" aria-live="polite">${lines.slice(0, -1).map((each) => html`<p key=${`${each.seat}-${each.line}`}>${each.text}</p>`)}</div>
      <p class="captions__now" aria-live="off">${now?.text ?? t("app.captions.wait")}</p>
    </div>
    <div class="captions__keys">
      <${Button} small quiet kind="tertiary" icon="arrow-down" label=${t("app.captions.smaller")} disabled=${size === 1} onClick=${() => captions.want(size - 1)} />
      <${Button} small quiet kind="tertiary" icon="arrow-up" label=${t("app.captions.larger")} disabled=${size === 3} onClick=${() => captions.want(size + 1)} />
      <${Button} small quiet kind="tertiary" icon="close" label=${t("app.captions.off")} onClick=${() => captions.want(0)} />
    </div>
  </section>`;
}
