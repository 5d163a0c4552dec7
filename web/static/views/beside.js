// @ts-check
/** For interpreters and captioners: beside whom they are, who of the team is on, and the line in which captions are typed. */

import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { Writer } from "../captions.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function Beside({ app }) {
  const { store } = app;
  const me = store.me.value;
  const teams = /** @type {import("../types").Team[]} */ (store.topic("interpreters").value ?? []);
  const team = teams.find((each) => each.seats.includes(me?.seat ?? 0));
  const person = store.topic("my-person").value;
  return html`<section class="beside stack stack--tight" aria-label=${t("app.beside")}>
    <h2 class="kern-heading-small">${person ? t("app.beside.person", { name: person.name ?? "" }) : t(`app.beside.all.${me?.role}`)}</h2>
    ${team && html`<${Turn} app=${app} team=${team} seat=${me?.seat ?? 0} />`}
    ${me?.role === "captioner" && html`<${Typing} app=${app} on=${team?.on === me.seat} />`}
  </section>`;
}

/** Both see who is on; one click changes it, by either. @param {{app: import("../types").App, team: import("../types").Team, seat: number}} props */
function Turn({ app, team, seat }) {
  const here = new Set(app.store.room.value?.people.map((each) => each.seat));
  const others = team.seats.filter((each) => each !== seat && here.has(each));
  const mine = team.on === seat;
  const take = (/** @type {number} */ who) => app.act("interpreting.take", { seat: who });
  return html`<div class=${mine ? "beside__turn beside__turn--on" : "beside__turn"}>
    <p role="status">${mine ? t("app.beside.on") : t("app.beside.off", { name: app.store.name(team.on) })}</p>
    ${mine
      ? others.map((each) => html`<${Button} key=${each} icon="swap-horiz" label=${t("app.beside.hand", { name: app.store.name(each) })} onClick=${() => take(each)} />`)
      : html`<${Button} kind="primary" icon="swap-horiz" label=${t("app.beside.take")} onClick=${() => take(seat)} />`}
  </div>`;
}

/** @param {{app: import("../types").App, on: boolean}} props */
function Typing({ app, on }) {
  const [text, setText] = useState("");
  const writer = useRef(/** @type {Writer | null} */ (null));
  writer.current ??= new Writer(app.caption, Math.floor(Date.now() / 1000));
  const field = useRef(/** @type {any} */ (null));
  useEffect(() => on && field.current?.focus(), [on]);
  const type = (/** @type {any} */ event) => {
    const rest = /** @type {Writer} */ (writer.current).type(event.currentTarget.value);
    event.currentTarget.value = rest;
    setText(rest);
  };
  return html`<div class="stack stack--tight">
    <div class="beside__done" aria-hidden="true">${writer.current.done.value.map((line, at) => html`<p key=${at}>${line}</p>`)}</div>
    <label class="field"><span class="kern-label">${t("app.beside.type")}</span>
      <textarea class="kern-form-input__input" rows="2" spellcheck="false" autocomplete="off" disabled=${!on} ref=${field} value=${text} onInput=${type}></textarea></label>
    <p class="quiet small">${t(on ? "app.beside.hint" : "app.beside.paused")}</p>
  </div>`;
}
