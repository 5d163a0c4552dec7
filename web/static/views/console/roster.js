// @ts-check
/** Everybody of the evening: where they are, sound and picture off, move, exclude with a reason. */

import { html, useState } from "../../vendor/preact.js";
import { backstage, leads } from "../../people.js";
import { t } from "../../words.js";
import { Exclude } from "../exclude.js";
import { ByHand } from "../byhand.js";
import { Switches, closeOnEscape, closeOutside, fit } from "../order.js";
import { Button, Choice } from "../parts.js";
import { MuteAll } from "../people.js";
import { Line } from "./line.js";
import { Rename } from "./rename.js";

/** @param {{app: import("../../types").App}} props */
export function Roster({ app }) {
  const { store } = app;
  const [search, setSearch] = useState("");
  const [excluding, setExcluding] = useState(0);
  const [naming, setNaming] = useState(0);
  const seats = store.console.value?.seats ?? [];
  const found = seats.filter((each) => store.name(each.seat).toLowerCase().includes(search.toLowerCase()));
  return html`<section class="console__section" aria-label=${t("app.roster")}>
    <label class="field"><span class="kern-label">${t("app.roster.search")}</span>
      <input class="kern-form-input__input" type="search" value=${search} onInput=${(/** @type {any} */ event) => setSearch(event.currentTarget.value)} /></label>
    <${ByHand} app=${app} on=${store.console.value?.by_hand ?? false} />
    <${MuteAll} app=${app} room=${store.room.value?.id ?? "plenary"} />
    <ul class="people">
      ${found.map((seat) => html`<${Row} key=${seat.seat} app=${app} seat=${seat} onExclude=${() => setExcluding(seat.seat)} onRename=${() => setNaming(seat.seat)} />`)}
    </ul>
    ${excluding > 0 && html`<${Exclude} app=${app} seat=${excluding} onClose=${() => setExcluding(0)} />`}
    ${naming > 0 && html`<${Rename} app=${app} seat=${naming} onClose=${() => setNaming(0)} />`}
  </section>`;
}

/** @param {{app: import("../../types").App, seat: import("../../types").ConsoleSeat, onExclude: () => void, onRename: () => void}} props */
function Row({ app, seat, onExclude, onRename }) {
  const name = app.store.name(seat.seat) || t(`app.role.${seat.role}`); // who never came has no name yet
  const marks = [seat.sound_off && "sound_off", seat.picture_off && "picture_off", seat.excluded && "excluded", seat.waiting && "waiting", !seat.present && "absent"];
  const act = (/** @type {string} */ command, /** @type {object} */ data) => app.act(command, { seat: seat.seat, ...data });
  return html`<li class="people__item" data-seat=${seat.seat}>
    <div class="people__name"><p>${name}</p>
      <p class="people__facts">
        ${seat.role !== "citizen" && html`<span class="people__role">${t(`app.role.${seat.role}`)}</span>`}
        <span class="people__role">${roomText(seat.room)}</span>
        ${marks.filter(Boolean).map((mark) => html`<span key=${mark} class="people__mark">${t(`app.roster.${mark}`)}</span>`)}
        ${seat.present && html`<${Line} line=${app.store.health.value[seat.seat]} />`}
      </p></div>
    ${seat.waiting && html`<${Button} small icon="meeting-room" label=${t("app.door.admit")} onClick=${() => act("door.admit", {})} />`}
    <details class="order order--row" onToggle=${fit} onKeyDown=${closeOnEscape} onFocusOut=${closeOutside}>
      <summary class="order__open"><span class="kern-icon kern-icon--more-vert" aria-hidden="true"></span><span class="kern-sr-only">${t("app.order.for", { name })}</span></summary>
      <div class="menu">
        <${Switches} app=${app} seat=${seat.seat} act=${act} known />
        <${Move} app=${app} seat=${seat} name=${name} />
        <${Person} app=${app} seat=${seat.seat} />
        ${!leads(seat.role) && html`<${Button} small kind="tertiary" icon="logout" label=${t("app.order.foyer")} onClick=${() => act("order.foyer", {})} />`}
        <${Button} small kind="tertiary" icon="edit" label=${t("app.rename.open")} onClick=${onRename} />
        ${!leads(seat.role) && !seat.excluded && html`<${Button} small kind="tertiary" icon="person-off" label=${t("app.order.exclude")} onClick=${onExclude} />`}
      </div>
    </details>
  </li>`;
}

/** Beside whom an interpreter or captioner goes. @param {{app: import("../../types").App, seat: number}} props */
function Person({ app, seat }) {
  const { store } = app;
  const beside = /** @type {{seat: number, role: string, person: number | null}[]} */ (store.topic("beside").value ?? []);
  const own = beside.find((each) => each.seat === seat);
  if (!own) return null;
  const others = (store.console.value?.seats ?? []).filter((each) => !beside.some(({ seat }) => seat === each.seat));
  const options = [{ value: 0, text: t("app.roster.beside_all") }, ...others.map((each) => ({ value: each.seat, text: store.name(each.seat) }))];
  const bind = (/** @type {string} */ value) => app.act("interpreting.bind", { seat, person: Number(value) || null });
  return html`<${Choice} label=${t("app.roster.beside")} value=${own.person ?? 0} options=${options} onPick=${bind} />`;
}

/** A room as it is called, from its id. @param {string} room */
export function roomText(room) {
  if (room.includes("/")) return t("app.room.group", { number: room.split("/").pop() });
  return t(`app.room.${room.split("-")[0]}`);
}

/** @param {{app: import("../../types").App, seat: import("../../types").ConsoleSeat, name: string}} props */
function Move({ app, seat, name }) {
  const groups = app.store.evening.value?.phase?.room === "groups" ? (app.store.console.value?.groups ?? []) : [];
  const rooms = [...new Set([seat.room, "plenary", "foyer", ...(backstage(seat.role) ? ["staff"] : []), ...groups.map((group) => group.id)])];
  const options = rooms.map((room) => ({ value: room, text: roomText(room) }));
  const move = (/** @type {string} */ room) => app.act("rooms.move", { seat: seat.seat, room });
  return html`<${Choice} label=${t("app.preview.move", { name })} value=${seat.room} options=${options} onPick=${move} />`;
}
