// @ts-check
/** What somebody else changed meanwhile, where it did not touch the own changes. */

import { html } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Button } from "../parts.js";
import { placeOf, shown } from "./differences.js";

const MOST = 8;

/** @param {{draft: import("../../script-draft.js").Draft}} props */
export function News({ draft }) {
  const news = draft.news.value;
  const document = draft.document.value;
  if (!news || !document) return html`<div role="status"></div>`;
  const who = news.mine ? t("script.news.self") : t("script.news.by", { name: news.by ?? t("script.somebody") });
  return html`<div class="script-news" role="status">
    <div><p><strong>${who}</strong></p>
    <ul>${news.changes.slice(0, MOST).map((each) => html`<li key=${each.path.join(".")}>${placeOf(document, each.path)}: ${t("script.fromto", { before: shown(each.path, each.before), after: shown(each.path, each.after) })}</li>`)}
      ${news.changes.length > MOST && html`<li>${t("script.news.more", { count: news.changes.length - MOST })}</li>`}</ul></div>
    <${Button} small quiet kind="tertiary" icon="close" label=${t("app.close")} onClick=${() => (draft.news.value = null)} />
  </div>`;
}
