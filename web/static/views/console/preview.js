// @ts-check
/** The groups to come, before anybody is moved: who sits where and why, what gave way, mixing anew, moving by hand. */

import { html } from "../../vendor/preact.js";
import { pick, t } from "../../words.js";
import { Button } from "../parts.js";
import { Merge, Person, called, dropsInto, reason } from "./seating.js";

/** @param {{app: import("../../types").App}} props */
export function Preview({ app }) {
  const preview = app.store.console.value?.preview;
  const next = app.store.evening.value?.next;
  const choice = app.store.topic("choice").value;
  if (next?.kind !== "group-work" && !preview) return null;
  return html`<section class="console__section" aria-labelledby="preview-title">
    <h2 id="preview-title">${preview ? t("app.preview") : t("app.mix.title", { title: pick(next?.title) })}</h2>
    <${Mix} app=${app} phase=${preview?.phase ?? next?.id} />
    ${choice && html`<p class="small">${choice.topics.map((/** @type {any} */ each) => `${pick(each.title)}: ${each.chosen}`).join(" · ")}</p>`}
    ${preview?.notes.map((note) => html`<p key=${`${note.code} ${note.facts.group}`} class="small">${t(`app.preview.${note.code}`, note.facts)}</p>`)}
    ${preview && html`<ul class="group-tiles">
      ${preview.groups.map((group) => html`<${Planned} key=${group.number} app=${app} group=${group} preview=${preview} />`)}
    </ul>`}
  </section>`;
}

/** Other groups, or those of the round before; both only propose. @param {{app: import("../../types").App, phase: string}} props */
const Mix = ({ app, phase }) => html`<div class="row">
  ${["new", "keep"].map((mix) => html`<${Button} key=${mix} small kind="tertiary" label=${t(`app.mix.${mix}`)}
    onClick=${() => app.act("groups.mix", { phase, mix })} />`)}
</div>`;

/** @param {{app: import("../../types").App, group: import("../../types").PlannedGroup, preview: import("../../types").Preview}} props */
function Planned({ app, group, preview }) {
  const { phase } = preview;
  const numbers = preview.groups.map((each) => each.number);
  return html`<li class="group-tile" ...${dropsInto(app, phase, group.number)}>
    <h3 class="group-tile__head">${called(group)}</h3>
    ${group.facilitator !== null && html`<p class="group-tile__facts">${t("app.group.led", { name: app.store.name(group.facilitator) })}</p>`}
    <p class="group-tile__facts">${reason(group.why)}</p>
    <ul class="preview__people">
      ${group.seats.map((seat) => html`<${Person} key=${seat} app=${app} seat=${seat} at=${group.number} numbers=${numbers} phase=${phase} />`)}
    </ul>
    <${Merge} app=${app} phase=${phase} group=${group} />
  </li>`;
}
