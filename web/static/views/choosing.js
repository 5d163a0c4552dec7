// @ts-check
/** Choosing the topic of the next group: a line above everything, the topics one tap away; the newest tap counts. */

import { html, useState } from "../vendor/preact.js";
import { pick, t } from "../words.js";
import { Dialog } from "./dialog.js";
import { Button, Icon } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function Choosing({ app }) {
  const [open, setOpen] = useState(false);
  const choice = /** @type {import("../types").Choice | null} */ (app.store.topic("choice").value);
  const mine = app.store.topic("my-choice").value;
  if (!choice || !mine) return null;
  const chosen = choice.topics.find((topic) => topic.id === mine.topic);
  const text = chosen ? t("app.choice.chosen", { topic: pick(chosen.title) }) : t("app.choice.ask");
  return html`<div class="banner banner--move">
    <${Icon} name="group" />
    <p class="banner__text">${text}</p>
    <${Button} small label=${t(chosen ? "app.choice.change" : "app.choice.open")} onClick=${() => setOpen(true)} />
  </div>
  ${open && html`<${Dialog} title=${t("app.choice.title", { title: pick(choice.title) })} onClose=${() => setOpen(false)}>
    <p>${t("app.choice.text")}</p>
    <ul class="choices">${choice.topics.map((topic) => html`<${Option} key=${topic.id} app=${app} choice=${choice} topic=${topic} mine=${mine.topic} />`)}</ul>
  </${Dialog}>`}`;
}

/** @param {{app: import("../types").App, choice: import("../types").Choice, topic: import("../types").Choice["topics"][0], mine: string | null}} props */
function Option({ app, choice, topic, mine }) {
  const left = topic.places === null ? null : topic.places - topic.chosen;
  const full = left !== null && left <= 0 && topic.id !== mine;
  const choose = () => full || app.act("topic.choose", { phase: choice.phase, topic: topic.id });
  const places = left === null ? "" : full ? t("app.choice.full") : t("app.choice.left", { count: left });
  return html`<li><${Button} kind=${topic.id === mine ? "primary" : "secondary"} aria-pressed=${topic.id === mine} aria-disabled=${full}
    label=${[pick(topic.title), places].filter(Boolean).join(" · ")} onClick=${choose} /></li>`;
}
