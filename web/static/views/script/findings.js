// @ts-check
/** Everything the server finds wrong, with the way to each place. */

import { html, useEffect, useRef } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Button } from "../parts.js";
import { placeOf } from "./differences.js";
import { fieldId } from "./field.js";
import { replace, template } from "./files.js";

/** @typedef {import("../../types").ScriptFinding} Finding */

/** @param {import("./page.js").Props} props */
export function Findings({ draft, view }) {
  const wanted = useRef(/** @type {Finding | null} */ (null));
  useEffect(() => {
    if (wanted.current) focusAt(wanted.current);
    wanted.current = null;
  });
  const found = draft.assessed.value?.findings ?? [];
  const errors = found.filter((each) => each.level === "error").length;
  if (!found.length) return html`<p class="findings findings--none"><span class="kern-icon kern-icon--success" aria-hidden="true"></span>${t("script.sound")}</p>`;
  const go = (/** @type {Finding} */ finding) => {
    const id = finding.phase === null ? "" : draft.document.value?.phases[finding.phase]?.id ?? "";
    if (id && inside(finding) && view.open.value !== id) {
      wanted.current = finding;
      view.open.value = id;
    } else focusAt(finding);
  };
  return html`<section class=${`findings ${errors ? "findings--errors" : ""}`} aria-labelledby="findings">
    <h2 id="findings"><span class=${`kern-icon kern-icon--${errors ? "danger" : "warning"}`} aria-hidden="true"></span>${errors ? t("script.errors", { count: errors }) : t("script.hints", { count: found.length })}</h2>
    <ul class="plain">
      ${found.map((each) => html`<li key=${`${each.phase}-${each.field}-${each.code}`}>
        <button type="button" class="findings__go" onClick=${() => go(each)}><strong>${whereOf(draft, each)}</strong> ${each.text}</button>
      </li>`)}
    </ul>
    ${errors > 0 && html`<${Button} small kind="tertiary" label=${t("script.last")} onClick=${async () => replace(draft, await template(view.dialogue, "last"))} />`}
  </section>`;
}

/** Whether the place is behind the line and not in it. @param {Finding} finding */
const inside = (finding) => !/^(title|minutes|gives|advance)/.test(finding.field);

/** @param {import("../../script-draft.js").Draft} draft @param {Finding} finding */
function whereOf(draft, finding) {
  if (finding.phase === null) return placeOf(/** @type {any} */ (draft.document.value), [finding.field]);
  const document = /** @type {import("../../types").ScriptDocument} */ (draft.document.value);
  const parts = finding.field.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) - 1 : part));
  return placeOf(document, ["phases", document.phases[finding.phase]?.id, ...parts]);
}

/** The field itself, else the nearest part around it. @param {Finding} finding */
function focusAt({ phase, field }) {
  const parts = field.split(".");
  const ids = parts.map((_, at) => fieldId(phase, parts.slice(0, parts.length - at).join(".")));
  const place = [...ids.flatMap((id) => [id, `${id}-min`]), fieldId(phase, "minutes.target")].map((id) => document.getElementById(id)).find(Boolean);
  for (let outer = place?.closest("details"); outer; outer = outer.parentElement?.closest("details")) outer.open = true;
  place?.scrollIntoView({ block: "center" });
  place?.focus({ preventScroll: true });
}
