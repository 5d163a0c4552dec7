// @ts-check
/** "Karte gelöscht": a while in which one click brings it back; focus goes there, since the card took it along. */

import { html, useEffect, useRef } from "../vendor/preact.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

const SHOWN_S = 30; // the server would take it back for twice as long

/** @param {{app: import("../types").App, group: string}} props */
export function Undo({ app, group }) {
  const { store, now } = app;
  const gone = store.deleted.value;
  const shown = gone && gone.group === group && now.value < gone.at + SHOWN_S ? gone : null;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => void (shown && box.current?.querySelector("button")?.focus()), [shown?.card]);
  const back = () => ((store.deleted.value = null), app.act("card.restore", { card: gone?.card }));
  return html`<div class="board__status" role="status" ref=${box}>
    ${shown && html`<div class="board__undo"><span>${t("app.card.deleted")}</span>
      <${Button} small label=${t("app.card.undo")} onClick=${back} /></div>`}
  </div>`;
}
