// @ts-check
/** Which screen this person sees: connecting, probe, dialogue or farewell; page title and focus follow the room. */

import { html, useEffect, useState } from "../vendor/preact.js";
import { probes } from "../people.js";
import { pick, t } from "../words.js";
import { Announce } from "./announce.js";
import { roomName } from "./bar.js";
import { Bye } from "./bye.js";
import { Dialogue } from "./dialogue.js";
import { Probe } from "./probe.js";
import { Sound } from "./sound.js";

const UP = new Set(["connecting", "open", "lost"]);

/** @param {{app: import("../types").App}} props */
export function App({ app }) {
  const { store } = app;
  const [probed, setProbed] = useState(false);
  const me = store.me.value;
  const line = store.line.value;
  const done = () => (app.probed.set(), setProbed(true));
  const over = !UP.has(line) ? line : store.over.value ? "closed" : null;
  const corner = me?.room.startsWith("corner") ?? false; // taken out of the probe by technical help
  const probing = me !== null && probes(me.role) && !probed && !corner && !app.probed.get();
  useEffect(() => void (corner && app.probe.end()), [corner]);
  const screen = over ?? (me === null ? "connecting" : probing ? "probe" : "dialogue");
  useTitle(app, screen);
  return html`
    <${Announce} voice=${app.voice} />
    ${screen === "connecting" && html`<p class="connecting" role="status">${t("app.connecting")}</p>`}
    ${screen === "probe" && html`<${Probe} app=${app} onDone=${done} />`}
    ${screen === "dialogue" && html`<${Sound} app=${app} /><${Dialogue} app=${app} />`}
    ${over && html`<${Bye} app=${app} why=${over} />`}
  `;
}

/** @param {import("../types").App} app @param {string} screen */
function useTitle({ store, config }, screen) {
  const room = store.room.value;
  const title = pick(store.evening.value?.title) || config.title;
  const where = screen === "dialogue" && room ? roomName(room) : t(`app.title.${screen}`);
  useEffect(() => {
    document.title = title ? `${where} – ${title}` : where;
  }, [where, title]);
  // Focus goes where the person was moved to, but is not taken from somebody who only just arrived.
  useEffect(() => {
    scrollTo(0, 0);
    if (screen === "dialogue") document.getElementById("room-heading")?.focus({ preventScroll: true });
  }, [screen, room?.id]);
}
