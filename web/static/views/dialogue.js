// @ts-check
/** The room itself: bar, pictures, what lies beside them, controls; on a phone one of these at a time, by tabs. */

import { html, useEffect, useState } from "../vendor/preact.js";
import { leads } from "../people.js";
import { t } from "../words.js";
import { Bar } from "./bar.js";
import { Board } from "./board.js";
import { Console } from "./console/console.js";
import { Controls } from "./controls.js";
import { Foyer } from "./foyer.js";
import { People } from "./people.js";
import { Stage } from "./stage.js";
import { Steps } from "./steps.js";
import { Wall } from "./wall.js";
import { Button } from "./parts.js";

/** @typedef {{id: string, icon: string, view: any}} Tab */

/** What lies beside the pictures now, the most important first. @param {import("../types").App} app @returns {Tab[]} */
function sides(app) {
  const { store } = app;
  const tabs = [
    leads(store.me.value?.role ?? "") && { id: "console", icon: "settings", view: Console },
    store.board.value && { id: "cards", icon: "sticky-note-2", view: Board },
    store.topic("harvest").value && { id: "wall", icon: "forum", view: Wall },
    { id: "people", icon: "group", view: People },
  ];
  return /** @type {Tab[]} */ (tabs.filter(Boolean));
}

/** @param {{app: import("../types").App}} props */
export function Dialogue({ app }) {
  const { store } = app;
  const tabs = sides(app);
  const [picked, setPicked] = useState("stage");
  const [beside, setBeside] = useState("");
  const first = tabs[0].id;
  useEffect(() => setBeside(""), [store.room.value?.id, first]);
  const side = tabs.find((tab) => tab.id === beside) ?? tabs[0];
  const show = (/** @type {string} */ id) => (setPicked(id), id !== "stage" && setBeside(id));
  const inFoyer = store.room.value?.kind === "foyer";
  const at = picked === "stage" || tabs.some((tab) => tab.id === picked) ? picked : "stage";
  return html`<div class=${`dialogue dialogue--${side.id}`} data-tab=${at === "stage" ? "stage" : "side"}>
    <${Bar} app=${app} />
    <div class="dialogue__stage">
      ${store.group.value && html`<${Steps} app=${app} />`}
      ${inFoyer ? html`<${Foyer} app=${app} />` : html`<${Stage} app=${app} />`}
    </div>
    <aside class="dialogue__side" aria-label=${t(`app.tab.${side.id}`)}>
      ${tabs.length > 1 && html`<${Tabs} class="dialogue__sides" tabs=${tabs} at=${side.id} onPick=${setBeside} />`}
      <${side.view} app=${app} />
    </aside>
    <${Tabs} class="dialogue__tabs" tabs=${[{ id: "stage", icon: "videocam", view: null }, ...tabs]} at=${at} onPick=${show} />
    <${Controls} app=${app} />
  </div>`;
}

/** @param {{tabs: Tab[], at: string, onPick: (id: string) => void, class: string}} props */
function Tabs({ tabs, at, onPick, class: name }) {
  return html`<nav class=${`tabs ${name}`} aria-label=${t("app.tabs")}>
    ${tabs.map((tab) => html`<${Button} key=${tab.id} small kind="tertiary" icon=${tab.icon} label=${t(`app.tab.${tab.id}`)}
      aria-current=${tab.id === at ? "true" : undefined} onClick=${() => onPick(tab.id)} />`)}
  </nav>`;
}
