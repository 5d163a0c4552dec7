// @ts-check
/** Puts the script's page together: words, draft, views; decides nothing itself. */

import { html, render, signal } from "./vendor/preact.js";
import { Draft } from "./script-draft.js";
import { Page } from "./views/script/page.js";
import { loadWords } from "./words.js";

const LOOK_MS = 4_000;
const root = /** @type {HTMLElement} */ (document.getElementById("script"));
const { dialogue = "", lang = "de" } = root.dataset;
const address = `/d/${dialogue}/script.json?lang=${lang}`;

/** @param {Response} response */
async function answered(response) {
  const json = response.headers.get("content-type")?.startsWith("application/json");
  return { status: response.status, answer: json ? await response.json() : null };
}

const draft = new Draft({
  // A browser sends at most 64 kB from a page that is going away; a larger script is saved while the page stays.
  send: async (body) => answered(await fetch(address, { method: "POST", body, keepalive: document.hidden && body.length < 60_000 })),
  look: async (seen, start) => answered(await fetch(`${address}&seen=${seen}&start=${start}`)),
  announce: async (starts) => answered(await fetch(`/d/${dialogue}/script/start?lang=${lang}`, { method: "POST", body: JSON.stringify({ starts }) })),
});

const said = signal("");
/** @type {import("./views/script/page.js").View} */
const view = {
  dialogue,
  open: signal(""),
  lang: signal(lang === "en" ? "en" : "de"),
  adding: signal(/** @type {number | {steps: number} | null} */ (null)),
  said,
  say: (text) => (said.value = text),
};

await loadWords(lang);
draft.open((await draft.look(-1, 0)).answer);
render(html`<${Page} draft=${draft} view=${view} />`, root);
setInterval(() => document.hidden || draft.poll(), LOOK_MS);
document.addEventListener("visibilitychange", () => (document.hidden ? draft.save() : draft.poll()));
addEventListener("beforeunload", (event) => {
  if (draft.state.value !== "saved" && draft.state.value !== "started") event.preventDefault();
});
