// @ts-check
/** Why this page is over, what to do now, whom to call. */

import { html, useEffect, useRef } from "../vendor/preact.js";
import { leads } from "../people.js";
import { waiting } from "../polls.js";
import { spoken, t } from "../words.js";
import { Hotline } from "./help.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App, why: string}} props */
export function Bye({ app, why }) {
  const heading = useRef(/** @type {any} */ (null));
  useEffect(() => heading.current?.focus(), []);
  const staff = leads(app.store.me.value?.role ?? "");
  return html`<section class="bye">
    <h1 class="kern-heading-large" tabindex="-1" ref=${heading}>${t(`app.bye.${why}.title`)}</h1>
    <p class="bye__text">${(why === "closed" && app.config.farewell) || t(`app.bye.${why}.text`)}</p>
    ${why === "taken-over" && html`<${Button} kind="primary" label=${t("app.bye.take_back")} onClick=${() => app.reconnect()} />`}
    ${why === "closed" && staff && html`<p><a class="kern-link" href=${`/d/${app.config.dialogue}/review`}>${t("app.console.review")}</a></p>`}
    ${why === "closed" && app.store.me.value?.role === "citizen" && html`<p>${t("app.mine.text")} <a class="kern-link" href=${`/d/${app.config.dialogue}/mine?lang=${spoken()}`}>${t("app.mine")}</a></p>`}
    ${why === "closed" && waiting(app.store).length > 0 && html`<p><a class="kern-btn kern-btn--primary" href=${`/d/${app.config.dialogue}/survey?lang=${spoken()}`}>
      <span class="kern-label">${t("survey.go")}</span></a></p>`}
    <${Hotline} number=${app.config.hotline} />
  </section>`;
}
