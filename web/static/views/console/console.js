// @ts-check
/** The Regiepult: clockwork and presence always in sight; groups, hands and people one tap away. */

import { html, useState } from "../../vendor/preact.js";
import { spoken, t } from "../../words.js";
import { unread } from "../../staffline.js";
import { Button, News } from "../parts.js";
import { Team } from "../team.js";
import { Clockwork } from "./clockwork.js";
import { Groups } from "./groups.js";
import { Message } from "./message.js";
import { Preview } from "./preview.js";
import { Plan } from "./plan.js";
import { Polls } from "./polls.js";
import { Presence } from "./presence.js";
import { Queue } from "./queue.js";
import { ReportDesk } from "./reports.js";
import { Roster } from "./roster.js";
import { Slides } from "../slides.js";
import { Timeline } from "./timeline.js";
import { Moderation } from "../withheld.js";

/** What waits for a look. @param {import("../../store.js").Store} store */
const held = (store) => Object.values(store.topic("withheld").value ?? {}).filter((/** @type {any} */ item) => item.held).length;

/** @param {{app: import("../../types").App}} props */
export function Console({ app }) {
  const [tab, setTab] = useState("groups");
  const { store } = app;
  const hands = store.room.value?.hands.length ?? 0;
  const help = store.console.value?.help.length ?? 0;
  const tabs = { groups: t("app.console.groups"), hands: t("app.console.hands", { count: hands }), people: t("app.console.people"),
    slides: t("app.slides"), polls: t("app.polls"), withheld: html`${t("app.withheld")} <${News} count=${held(store)} />`, team: html`${t("app.tab.team")} <${News} count=${unread(store).length} />` };
  return html`<section class="console" aria-label=${t("app.console")}>
    <${Clockwork} app=${app} />
    <${Plan} app=${app} />
    <${Presence} app=${app} />
    <div class="console__columns">
      <div class="stack stack--tight">
        <${Timeline} app=${app} />
        <${Message} app=${app} />
        <p><a class="kern-link" href=${`/d/${app.config.dialogue}/review`} target="_blank" rel="noopener">${t("app.console.review")}</a>
          <a class="kern-link" href=${`/d/${app.config.dialogue}/audit.csv`}>${t("app.console.audit")}</a>
          ${["run-of-show", "emergency"].map((sheet) => html` <a key=${sheet} class="kern-link" target="_blank" rel="noopener"
            href=${`/d/${app.config.dialogue}/${sheet}.pdf?lang=${spoken()}`}>${t(`app.console.${sheet}`)}</a> `)}
          <a class="kern-link" href=${`/d/${app.config.dialogue}/script`} target="_blank" rel="noopener">${t("app.console.script")}</a></p>
      </div>
      <div class="stack stack--tight">
        <${ReportDesk} app=${app} />
        <div class="row console__views" role="group" aria-label=${t("app.console.views")}>
          ${Object.entries(tabs).map(([id, label]) => html`<${Button} key=${id} small kind=${tab === id ? "secondary" : "tertiary"}
            aria-pressed=${tab === id} label=${label} class=${id === "groups" && help ? "tab--alert" : ""} onClick=${() => setTab(id)} />`)}
        </div>
        ${tab === "groups" && html`<${Preview} app=${app} /><${Groups} app=${app} />`}
        ${tab === "hands" && html`<${Queue} app=${app} />`}
        ${tab === "slides" && html`<${Slides} app=${app} />`}
        ${tab === "withheld" && html`<${Moderation} app=${app} />`}
        ${tab === "polls" && html`<${Polls} app=${app} />`}
        ${tab === "people" && html`<${Roster} app=${app} />`}
        ${tab === "team" && html`<${Team} app=${app} />`}
      </div>
    </div>
  </section>`;
}
