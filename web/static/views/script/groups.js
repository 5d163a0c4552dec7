// @ts-check
/** How people are put into groups in this phase: sizes, mix, by which columns; and how many groups that makes. */

import { html } from "../../vendor/preact.js";
import { at, put } from "../../script-model.js";
import { t } from "../../words.js";
import { Figure, Found, Select, faults, fieldId } from "./field.js";

/** @typedef {import("./details.js").Props} Props */

const MIX = ["new", "keep", "topic", "manual"];

/** @param {Props} props */
export function Groups({ draft, index, phase }) {
  const of = (/** @type {string[]} */ names, /** @type {string} */ label) => ({ draft, path: ["phases", index, "groups", ...names], phase: index, field: ["groups", ...names].join("."), label });
  const found = faults(draft, index, "groups.size").filter((each) => each.field === "groups.size");
  return html`<section class="details__part" aria-labelledby=${`groups-${phase.id}`} id=${fieldId(index, "groups")} tabindex="-1">
    <h3 id=${`groups-${phase.id}`}>${t("script.groups")}</h3>
    <div class="details__row">
      ${["min", "aim", "max"].map((name) => html`<${Figure} key=${name} ...${of(["size", name], t(`script.groups.${name}`))} />`)}
      <${Select} ...${of(["mix"], t("script.mix"))} options=${MIX} word="script.mix" />
    </div>
    <${Found} id=${`sizes-found-${phase.id}`} found=${found} />
    <${Sizes} groups=${draft.assessed.value?.phases[index]?.groups ?? []} />
    <div class="details__row">
      ${["diversify", "apart", "together"].map((name) => html`<${List} key=${name} ...${of([name], t(`script.groups.${name}`))} />`)}
    </div>
  </section>`;
}

/** "42 Personen: 6 Gruppen zu 7". @param {{groups: {people: number, sizes: number[]}[]}} props */
function Sizes({ groups }) {
  if (!groups.length) return null;
  return html`<ul class="details__sizes">
    ${groups.map(({ people, sizes }) => html`<li key=${people}>${t("script.groups.makes", { people, groups: inWords(sizes) })}</li>`)}
  </ul>`;
}

/** @param {number[]} sizes */
function inWords(sizes) {
  const counted = [...new Set(sizes)].map((size) => t("script.groups.of", { count: sizes.filter((each) => each === size).length, size }));
  return counted.join(" + ");
}

/** Names of columns with commas between. @param {import("./field.js").Place} props */
function List(props) {
  const { draft, path, phase, field, label } = props;
  const found = faults(draft, phase, field);
  const id = fieldId(phase, field);
  const change = (/** @type {any} */ event) => {
    const names = event.currentTarget.value.split(",").map((/** @type {string} */ each) => each.trim()).filter(Boolean);
    draft.edit(path.join("."), (document) => put(document, path, names));
    draft.settle();
  };
  return html`<div class=${found.length ? "entry entry--wrong" : "entry"}>
    <label class="entry__label" for=${id}>${label}</label>
    <input class="kern-form-input__input" type="text" id=${id} autocomplete="off" value=${(at(draft.document.value, path) ?? []).join(", ")} onChange=${change}
      aria-invalid=${found.length ? true : undefined} aria-describedby=${found.length ? `${id}-found` : undefined} />
    <${Found} id=${`${id}-found`} found=${found} />
  </div>`;
}
