// @ts-check
/** The staff line: the field to write, and below it what the team wrote to each other, newest first. */

import { html, useEffect, useState } from "../vendor/preact.js";
import { lines, look } from "../staffline.js";
import { clockTime } from "../time.js";
import { spoken, t } from "../words.js";
import { Button } from "./parts.js";

const LIMIT = 500;

/** @param {{app: import("../types").App}} props */
export function Team({ app }) {
  const { store } = app;
  const told = lines(store).reverse();
  const closed = store.evening.value?.status === "closed";
  useLooking(store, told[0]?.number ?? 0);
  return html`<section class="team" aria-labelledby="team-title">
    <h2 class="board__title" id="team-title">${t("app.team")}</h2>
    <p class="quiet">${t(closed ? "app.team.closed" : "app.team.text")}</p>
    ${!closed && html`<${Write} app=${app} />`}
    <ul class="team__lines" aria-label=${t("app.team.lines")}>
      ${told.map((line) => html`<${Told} key=${line.number} line=${line} own=${line.seat === store.me.value?.seat} />`)}
    </ul>
  </section>`;
}

/** Shown is read, unless the page lies behind another. @param {import("../store.js").Store} store @param {number} newest */
export function useLooking(store, newest) {
  useEffect(() => {
    const see = () => document.hidden || look(store);
    see();
    document.addEventListener("visibilitychange", see);
    return () => document.removeEventListener("visibilitychange", see);
  }, [newest]);
}

/** @param {{line: import("../types").StaffLine, own: boolean}} props */
const Told = ({ line, own }) => html`<li class=${own ? "team__line team__line--own" : "team__line"}>
  <span class="team__who">${own ? t("app.team.own") : `${line.name ?? ""} · ${t(`app.role.${line.role}`)}`} · ${clockTime(line.at, spoken())}</span>
  <span class="team__text">${line.text}</span>
</li>`;

/** @param {{app: import("../types").App}} props */
function Write({ app }) {
  const [text, setText] = useState("");
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!text.trim()) return;
    const kept = text;
    setText("");
    app.act("staff.tell", { text: kept.trim() }).catch(() => setText(kept));
  };
  return html`<form class="team__form" onSubmit=${send}>
    <label class="field"><span class="kern-label">${t("app.team.write")}</span>
      <input class="kern-form-input__input" maxlength=${LIMIT} value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} /></label>
    <${Button} small icon="send" type="submit" label=${t("app.team.send")} />
  </form>`;
}
