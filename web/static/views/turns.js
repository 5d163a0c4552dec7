// @ts-check
/** Written turns: on the stage as they are typed and for a while after; and the line in which to type one. */

import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

const TYPED_MS = 300; // real-time text: on the others' screens within half a second (EN 301 549, 6.2.4)
const LIMIT = 500;

/** @param {{app: import("../types").App}} props */
export function Turns({ app }) {
  const { store, now } = app;
  const said = /** @type {{seat: number, text: string | null, at: number, until: number}[]} */ (store.topic("turns").value ?? []);
  const here = new Set(store.room.value?.people.map((person) => person.seat));
  const typing = [...store.typing.value].filter(([seat]) => here.has(seat));
  const shown = said.filter((turn) => turn.text && turn.until > now.value);
  if (!shown.length && !typing.length) return null;
  return html`<ul class="turns" aria-label=${t("app.turn.list")}>
    ${shown.map((turn) => html`<li key=${`${turn.seat} ${turn.at}`} class="turns__item"><span class="turns__name">${store.name(turn.seat)}:</span> ${turn.text}</li>`)}
    ${typing.map(([seat, text]) => html`<li key=${seat} class="turns__item turns__item--typing"><span class="turns__name">${t("app.turn.types", { name: store.name(seat) })}</span> ${text}</li>`)}
  </ul>`;
}

/** In groups always, in the plenary with the floor; without it, the way into the queue. @param {{app: import("../types").App}} props */
export function Composer({ app }) {
  const [open, setOpen] = useState(false);
  const { me, room } = app.store;
  const may = me.value?.audible; // in groups always, in the plenary with the floor
  useEffect(() => setOpen(false), [room.value?.id, may]);
  if (!me.value || me.value.sound_off) return null;
  if (may && open) return html`<${Line} app=${app} onDone=${() => setOpen(false)} />`;
  if (may) return html`<div><${Button} small kind="tertiary" icon="forum" label=${t("app.turn.write")} onClick=${() => setOpen(true)} /></div>`;
  if (me.value.role !== "citizen" || me.value.hand !== null) return null;
  const ask = () => app.act("hand.raise", { written: true });
  return html`<div><${Button} small kind="tertiary" icon="forum" label=${t("app.turn.ask")} onClick=${ask} /></div>`;
}

/** @param {{app: import("../types").App, onDone: () => void}} props */
function Line({ app, onDone }) {
  const [text, setText] = useState("");
  const field = useRef(/** @type {any} */ (null));
  const tell = useTelling(app, text);
  useEffect(() => field.current?.focus(), []);
  const stop = () => (tell(""), onDone());
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!text.trim()) return;
    tell("");
    app.act("turn.write", { text: text.trim() });
    onDone();
  };
  return html`<form class="composer" onSubmit=${send}>
    <label class="field"><span class="kern-label">${t("app.turn.label")}</span>
      <input class="kern-form-input__input" maxlength=${LIMIT} value=${text} ref=${field} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} /></label>
    <${Button} small icon="send" type="submit" label=${t("app.turn.send")} />
    <${Button} small kind="tertiary" label=${t("app.cancel")} onClick=${stop} />
  </form>`;
}

/** Tells the others what stands in the field, not more often than they can read. @param {import("../types").App} app @param {string} text */
function useTelling(app, text) {
  const told = useRef("");
  const tell = (/** @type {string} */ now) => now !== told.current && (app.typing(now), (told.current = now));
  const newest = useRef(text);
  newest.current = text;
  useEffect(() => {
    const timer = setInterval(() => tell(newest.current), TYPED_MS);
    return () => (clearInterval(timer), tell(""));
  }, []);
  return tell;
}
