// @ts-check
/** Whole scripts: another template, a file in, a file out. What comes in can be undone like any other change. */

import { html, useState } from "../../vendor/preact.js";
import { pick, t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { Button } from "../parts.js";
import { useBlocks } from "./add.js";
import { written } from "./field.js";

/** @typedef {import("./page.js").Props} Props */

/** @param {Props} props */
export function Files({ draft, view }) {
  const [open, setOpen] = useState(false);
  return html`<${Button} small kind="tertiary" label=${t("script.files")} onClick=${() => setOpen(true)} />
    ${open && html`<${Whole} draft=${draft} view=${view} onClose=${() => setOpen(false)} />`}`;
}

/** @param {Props & {onClose: () => void}} props */
function Whole({ draft, view, onClose }) {
  const [faults, setFaults] = useState(/** @type {string[]} */ ([]));
  const base = `/d/${view.dialogue}`;
  const started = draft.state.value === "started";
  const take = (/** @type {any} */ document, /** @type {string} */ title) => {
    replace(draft, document);
    view.say(t("script.taken", { title }));
    onClose();
  };
  return html`<${Dialog} title=${t("script.files")} onClose=${onClose}>
    ${!started && html`<${Templates} view=${view} onTake=${take} />
    <section class="blocks"><h3>${t("script.import")}</h3>
      <label class="entry"><span class="entry__label">${t("script.import.text")}</span>
        <input type="file" accept=".yaml,.yml,.csv,text/csv" onChange=${(/** @type {any} */ event) => read(view, event.currentTarget.files[0], take, setFaults)} /></label>
      ${faults.length > 0 && html`<div class="entry__found entry__found--wrong" role="alert"><p>${t("script.import.faults")}</p><ul>${faults.map((each) => html`<li key=${each}>${each}</li>`)}</ul></div>`}
    </section>`}
    <section class="blocks"><h3>${t("script.export")}</h3>
      <div class="row">
        <a class="kern-btn kern-btn--secondary button--small" href=${`${base}/script.yaml`} download><span class="kern-icon kern-icon--download" aria-hidden="true"></span><span class="kern-label">${t("script.export.yaml")}</span></a>
        <a class="kern-btn kern-btn--secondary button--small" href=${`${base}/script.csv`} download><span class="kern-icon kern-icon--download" aria-hidden="true"></span><span class="kern-label">${t("script.export.csv")}</span></a>
      </div>
    </section>
  </${Dialog}>`;
}

/** @param {{view: Props["view"], onTake: (document: any, title: string) => void}} props */
function Templates({ view, onTake }) {
  const scripts = useBlocks(view.dialogue)?.scripts ?? [];
  const pickOne = async (/** @type {string} */ name, /** @type {string} */ title) => onTake(await template(view.dialogue, name), title);
  return html`<section class="blocks"><h3>${t("script.templates")}</h3>
    <p>${t("script.templates.text")}</p>
    <ul class="plain">
      ${scripts.map(({ name, title, minutes }) => html`<li key=${name}><button type="button" class="block" onClick=${() => pickOne(name, pick(title))}>
        <span class="block__title">${pick(title)}</span> <span class="block__minutes">${t("script.min", { minutes: written(minutes) })}</span>
      </button></li>`)}
    </ul>
  </section>`;
}

/** @param {string} dialogue @param {string} name a shipped script, or "last" for the last one without faults */
export async function template(dialogue, name) {
  const answer = await fetch(`/d/${dialogue}/script/template/${name}.json`);
  return (await answer.json()).document;
}

/** @param {Props["draft"]} draft @param {any} document */
export function replace(draft, document) {
  draft.edit("replace", () => document);
  draft.settle();
}

/** @param {Props["view"]} view @param {File} file @param {(document: any, title: string) => void} take @param {(faults: string[]) => void} setFaults */
async function read(view, file, take, setFaults) {
  const kind = /\.csv$/i.test(file.name) ? "csv" : "yaml";
  const answer = await fetch(`/d/${view.dialogue}/script/import?kind=${kind}&lang=${document.documentElement.dataset.language}`, { method: "POST", body: await file.text() });
  const found = await answer.json();
  if (found.document) take(found.document, file.name);
  else setFaults(found.faults ?? [found.text]);
}
