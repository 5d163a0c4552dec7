// @ts-check
/** The evening as a citizen will read it: each phase's bar and text, also in Einfache Sprache and English. */

import { html, useState } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { Button } from "../parts.js";
import { clockAt } from "./times.js";
import { written } from "./field.js";

/** @typedef {import("./page.js").Props} Props */
/** @typedef {"de" | "easy" | "en"} Reader */

/** @param {Props} props */
export function Preview({ draft, view }) {
  const [open, setOpen] = useState(false);
  return html`<${Button} small icon="visibility" label=${t("script.preview")} onClick=${() => setOpen(true)} />
    ${open && html`<${Shown} draft=${draft} view=${view} onClose=${() => setOpen(false)} />`}`;
}

/** @param {Props & {onClose: () => void}} props */
function Shown({ draft, view, onClose }) {
  const phases = draft.document.value?.phases ?? [];
  const first = Math.max(0, phases.findIndex((phase) => phase.id === view.open.value));
  const [index, setIndex] = useState(first);
  const [reader, setReader] = useState(/** @type {Reader} */ (view.lang.value));
  const place = Math.min(index, phases.length - 1);
  const actions = html`<${Button} kind="tertiary" icon="arrow-back" label=${t("script.preview.back")} disabled=${place === 0} onClick=${() => setIndex(place - 1)} />
    <${Button} kind="secondary" icon="arrow-forward" label=${t("script.preview.next")} disabled=${place === phases.length - 1} onClick=${() => setIndex(place + 1)} />`;
  return html`<${Dialog} title=${t("script.preview.title")} onClose=${onClose} actions=${actions}>
    <div class="row" role="group" aria-label=${t("page.language")}>
      ${/** @type {Reader[]} */ (["de", "easy", "en"]).map((code) => html`<${Button} key=${code} small kind=${code === reader ? "secondary" : "tertiary"} aria-pressed=${code === reader}
        label=${t(`page.lang.${code}`)} onClick=${() => setReader(code)} />`)}
    </div>
    <${Phase} draft=${draft} index=${place} reader=${reader} />
  </${Dialog}>`;
}

/** What the reader gets where a text is missing in the own language. @param {any} entry @param {string} name @param {Reader} reader */
function read(entry, name, reader) {
  const { de = "", en = "" } = entry?.[name] ?? {};
  const easy = name === "text" ? entry?.easy?.de || entry?.easy?.en || "" : "";
  return reader === "en" ? en || de : reader === "easy" ? easy || de || en : de || en;
}

/** @param {{draft: Props["draft"], index: number, reader: Reader}} props */
function Phase({ draft, index, reader }) {
  const phases = draft.document.value?.phases ?? [];
  const phase = phases[index];
  const times = draft.assessed.value?.phases[index];
  const next = phases[index + 1];
  const easyColumn = (/** @type {any} */ entry) => (reader === "easy" && entry.easy?.de) || read(entry, "title", reader);
  const text = read(phase, "text", reader);
  return html`<article class="citizen" lang=${reader === "en" ? "en" : "de"} aria-live="polite">
    <header class="citizen__bar">
      <p class="citizen__room">${phase.room === "groups" ? t("app.room.group", { number: 3 }) : t("app.room.plenary")}</p>
      <h3>${read(phase, "title", reader)}</h3>
      <p class="citizen__time">${clockAt(draft, times?.starts_at)} · ${t("script.min", { minutes: written(phase.minutes?.target) })}</p>
      ${next && html`<p class="citizen__next">${t("app.bar.next", { title: read(next, "title", reader) })}</p>`}
    </header>
    ${text ? html`<p class="citizen__text lines">${text}</p>` : html`<p class="quiet">${t("script.preview.none")}</p>`}
    ${reader === "easy" && !phase.easy?.de && !phase.easy?.en && text && html`<p class="entry__found">${t("script.preview.noteasy")}</p>`}
    ${phase.steps?.length > 0 && html`<ol class="citizen__steps">
      ${phase.steps.map((step, place) => html`<li key=${place}><b>${read(step, "title", reader)}</b> <span class="quiet">${t("script.min", { minutes: written(step.minutes) })}</span>
        <span class="lines">${read(step, "text", reader)}</span></li>`)}
    </ol>`}
    ${phase.cards && html`<ul class="citizen__columns" aria-label=${t("script.cards.columns")}>${phase.cards.columns.map((column) => html`<li key=${column.id}>${easyColumn(column)}</li>`)}</ul>`}
  </article>`;
}
