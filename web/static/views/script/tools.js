// @ts-check
/** What can be done with a whole phase: open it, move it, double it, delete it; every move keeps the focus. */

import { html, useEffect, useRef } from "../../vendor/preact.js";
import { duplicatePhase, movePhase, removePhase } from "../../script-model.js";
import { t } from "../../words.js";
import { closeOnEscape, closeOutside } from "../order.js";
import { Button } from "../parts.js";
import { fieldId } from "./field.js";

/** @typedef {{draft: import("../../script-draft.js").Draft, view: import("./page.js").View, index: number,
 *   phase: import("../../types").ScriptPhase, name: string}} Props */

/** @param {Props} props */
export function Tools({ draft, view, index, phase, name }) {
  const last = (draft.document.value?.phases.length ?? 0) - 1;
  const open = view.open.value === phase.id;
  const refocus = useRef("");
  useEffect(() => {
    // A node that is moved in the page loses the focus.
    if (refocus.current) focusOn(phase.id, refocus.current);
    refocus.current = "";
  });
  const move = (/** @type {number} */ to, /** @type {string} */ which) => {
    refocus.current = which;
    draft.edit(`move-${phase.id}-${to}`, movePhase(index, to));
    draft.settle();
    view.say(t("script.moved", { title: name, place: to + 1, of: last + 1 }));
  };
  return html`<div class="phase-row__tools">
    <${Button} small quiet class="tool" kind="tertiary" icon="arrow-up" label=${t("script.up", { title: name })} data-move=${`${phase.id}-up`} disabled=${index === 0} onClick=${() => move(index - 1, "up")} />
    <${Button} small quiet class="tool" kind="tertiary" icon="arrow-down" label=${t("script.down", { title: name })} data-move=${`${phase.id}-down`} disabled=${index === last} onClick=${() => move(index + 1, "down")} />
    <${Menu} draft=${draft} view=${view} index=${index} phase=${phase} name=${name} />
    <${Button} small kind="tertiary" icon=${open ? "close" : "edit"} label=${t(open ? "script.close" : "script.open")} aria-label=${t(open ? "script.close.title" : "script.open.title", { title: name })}
      id=${fieldId(index, "row-open")} aria-expanded=${open} onClick=${() => (view.open.value = open ? "" : phase.id)} />
  </div>`;
}

/** At the end of the list the other arrow takes the focus. @param {string} id @param {string} which */
function focusOn(id, which) {
  const arrows = [which, "up", "down"].map((each) => /** @type {HTMLButtonElement | null} */ (document.querySelector(`[data-move="${id}-${each}"]`)));
  arrows.find((each) => each && !each.disabled)?.focus();
}

/** @param {Props} props */
function Menu({ draft, view, index, phase, name }) {
  const act = (/** @type {import("../../script-model.js").Recipe} */ recipe, /** @type {string} */ key) => (/** @type {any} */ event) => {
    event.currentTarget.closest("details").open = false;
    draft.edit(`${key}-${phase.id}`, recipe);
    draft.settle();
    view.say(t(`script.${key}.done`, { title: name }));
  };
  const alone = draft.document.value?.phases.length === 1;
  return html`<details class="order" onKeyDown=${closeOnEscape} onFocusOut=${closeOutside}>
    <summary class="order__open">
      <span class="kern-icon kern-icon--more-vert" aria-hidden="true"></span>
      <span class="kern-sr-only">${t("script.menu", { title: name })}</span>
    </summary>
    <div class="menu">
      <${Button} small kind="tertiary" icon="add" label=${t("script.add.after")} onClick=${(/** @type {any} */ event) => ((event.currentTarget.closest("details").open = false), (view.adding.value = index + 1))} />
      <${Button} small kind="tertiary" icon="content-copy" label=${t("script.duplicate")} onClick=${act(duplicatePhase(index), "duplicate")} />
      <${Button} small kind="tertiary" icon="delete" label=${t("script.remove")} disabled=${alone} onClick=${act(removePhase(index), "remove")} />
    </div>
  </details>`;
}
