// @ts-check
/** Keeping order, beside the person it concerns: sound off, picture off, floor; each one click, undone by the same. */

import { html, useState } from "../vendor/preact.js";
import { leads, leadsRoom } from "../people.js";
import { t } from "../words.js";
import { Exclude } from "./exclude.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App, person: import("../types").Person}} props */
export function Order({ app, person }) {
  const { store } = app;
  const me = store.me.value;
  const [excluding, setExcluding] = useState(false);
  if (!me || !leadsRoom(me.role) || person.seat === me.seat) return null;
  const name = store.name(person.seat);
  const room = store.room.value;
  if (room?.kind === "staff" || room?.kind === "corner") return null; // colleagues, and two who talk
  const floor = room?.floor.includes(person.seat);
  const act = (/** @type {string} */ command, /** @type {object} */ data = {}) => app.act(command, { seat: person.seat, ...data });
  return html`<details class="order" onToggle=${fit} onKeyDown=${closeOnEscape} onFocusOut=${closeOutside}>
    <summary class="order__open">
      <span class="kern-icon kern-icon--more-vert" aria-hidden="true"></span>
      <span class="kern-sr-only">${t("app.order.for", { name })}</span>
    </summary>
    <div class="menu">
      <${Button} small kind="tertiary" icon="campaign" label=${t(floor ? "app.floor.take" : "app.floor.give")}
        onClick=${() => act(floor ? "floor.take" : "floor.give")} />
      <${Scribe} app=${app} person=${person} />
      <${Switches} app=${app} seat=${person.seat} act=${act} known=${leads(me.role)} />
      ${!leads(person.role) && html`<${Button} small kind="tertiary" icon="logout" label=${t("app.order.foyer")} onClick=${() => act("order.foyer")} />
        <${Excluding} app=${app} seat=${person.seat} onExclude=${() => setExcluding(true)} />`}
    </div>
  </details>
  ${excluding && html`<${Exclude} app=${app} seat=${person.seat} onClose=${() => setExcluding(false)} />`}`;
}

/** Writing cards for the group: given to one person, and taken back.
 * @param {{app: import("../types").App, person: import("../types").Person}} props */
function Scribe({ app, person }) {
  const group = app.store.group.value;
  if (!group || (person.role !== "citizen" && person.role !== "scribe")) return null;
  const has = app.store.topic("scribe").value?.seat === person.seat;
  return html`<${Button} small kind="tertiary" icon="edit" label=${t(has ? "app.scribe.release" : "app.scribe.name")}
    onClick=${() => (has ? app.act("scribe.release", { group }) : app.act("scribe.name", { group, seat: person.seat }))} />`;
}

/** Who leads does it; who guides a group proposes it, and reads that it is not decided yet.
 * @param {{app: import("../types").App, seat: number, onExclude: () => void}} props */
function Excluding({ app, seat, onExclude }) {
  const { store } = app;
  if (leads(store.me.value?.role ?? "")) return html`<${Button} small kind="tertiary" icon="person-off" label=${t("app.order.exclude")} onClick=${onExclude} />`;
  const proposed = (store.topic("my-exclusions").value ?? []).includes(seat);
  if (proposed) return html`<p class="small">${t("app.exclude.proposed")}</p>`;
  return html`<${Button} small kind="tertiary" icon="person-off" label=${t("app.order.propose_exclude")} onClick=${onExclude} />`;
}

/** Leading staff see from `console` what is off now; facilitators get both directions.
 * @param {{app: import("../types").App, seat: number, act: (command: string, data: object) => void, known: boolean}} props */
export function Switches({ app, seat, act, known }) {
  const now = known ? app.store.console.value?.seats.find((each) => each.seat === seat) : undefined;
  const item = (/** @type {"sound" | "picture"} */ what, /** @type {boolean} */ off) =>
    html`<${Button} key=${`${what}-${off}`} small kind="tertiary" icon=${icons[what][off ? 0 : 1]}
      label=${t(`app.order.${what}_${off ? "off" : "on"}`)} onClick=${() => act(`order.${what}`, { off })} />`;
  return html`${now?.sound_off !== true && item("sound", true)} ${now?.sound_off !== false && item("sound", false)}
  ${now?.picture_off !== true && item("picture", true)} ${now?.picture_off !== false && item("picture", false)}`;
}

const icons = { sound: ["volume-off", "volume-up"], picture: ["videocam-off", "videocam"] };

/** Opens upwards where there is no room below. @param {any} event */
export function fit({ currentTarget: details }) {
  details.classList.remove("order--up");
  if (!details.open) return;
  const [pane, menu] = [details.closest(".pictures, .side"), details.querySelector(".menu")];
  const [within, drawn, line] = [pane, menu, details].map((each) => each.getBoundingClientRect());
  details.classList.toggle("order--up", drawn.bottom > within.bottom && line.top - drawn.height > within.top);
  menu.scrollIntoView({ block: "nearest" }); // where neither side is high enough
}

/** @param {any} event */
export function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  event.currentTarget.open = false;
  event.currentTarget.querySelector("summary").focus();
}

/** @param {any} event */
export function closeOutside(event) {
  if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
}
