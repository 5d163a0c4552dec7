// @ts-check
/** How people are put into groups in this phase: sizes, mix, by which columns; and how many groups that makes. */

import { html } from "../../vendor/preact.js";
import { at, freeId, put } from "../../script-model.js";
import { pick, t } from "../../words.js";
import { Button } from "../parts.js";
import { Figure, Found, Select, Words, faults, fieldId } from "./field.js";
import { Tools } from "./steps.js";

/** @typedef {import("./details.js").Props} Props */

const MIX = ["new", "keep", "topic", "manual"];

/** @param {Props} props */
export function Groups({ draft, view, index, phase }) {
  const of = (/** @type {string[]} */ names, /** @type {string} */ label) => ({ draft, path: ["phases", index, "groups", ...names], phase: index, field: ["groups", ...names].join("."), label });
  const found = faults(draft, index, "groups.size").filter((each) => each.field === "groups.size");
  return html`<section class="details__part" aria-labelledby=${`groups-${phase.id}`} id=${fieldId(index, "groups")} tabindex="-1">
    <h3 id=${`groups-${phase.id}`}>${t("script.groups")}</h3>
    <div class="details__row">
      ${["min", "aim", "max"].map((name) => html`<${Figure} key=${name} ...${of(["size", name], t(`script.groups.${name}`))} />`)}
      <${Select} ...${of(["mix"], t("script.mix"))} options=${MIX} word="script.mix" />
    </div>
    <${Found} id=${`sizes-found-${phase.id}`} found=${found} />
    ${(phase.groups?.mix === "topic" || phase.groups?.topics) && html`<${Topics} draft=${draft} view=${view} index=${index} phase=${phase} />`}
    <${Sizes} groups=${draft.assessed.value?.phases[index]?.groups ?? []} />
    <div class="details__row">
      ${["diversify", "apart", "together"].map((name) => html`<${List} key=${name} ...${of([name], t(`script.groups.${name}`))} />`)}
    </div>
  </section>`;
}

/** What citizens can choose from, each with its places. @param {Props} props */
function Topics({ draft, view, index, phase }) {
  const path = ["phases", index, "groups", "topics"];
  const topics = phase.groups?.topics ?? [];
  const add = () => {
    const topic = { id: freeId(topics, "thema"), title: { de: "Neues Thema", en: "New topic" }, places: 0 };
    draft.edit(`add-topic-${phase.id}`, (document) => put(document, path, [...(at(document, path) ?? []), topic]));
    draft.settle();
  };
  const of = (/** @type {number} */ place, /** @type {string} */ name) => ({ draft, path: [...path, place, name], phase: index, field: `groups.topics.${place + 1}.${name}` });
  const found = faults(draft, index, "groups.topics").filter((each) => each.field === "groups.topics");
  return html`<ol class="steps-list" id=${fieldId(index, "groups.topics")} tabindex="-1">
      ${topics.map((topic, place) => html`<li key=${topic.id} class="column-row column-row--topic">
        <${Words} ...${of(place, "title")} path=${[...path, place, "title", view.lang.value]} label=${t("script.topic", { number: place + 1 })} lang=${view.lang.value} />
        <${Words} ...${of(place, "easy")} path=${[...path, place, "easy", "de"]} label=${t("script.easy")} lang="de" />
        <${Figure} ...${of(place, "places")} label=${t("script.topic.places")} />
        <${Tools} draft=${draft} view=${view} path=${path} place=${place} count=${topics.length} name=${pick(/** @type {any} */ (topic.title))} />
      </li>`)}
    </ol>
    <${Found} id=${`topics-found-${phase.id}`} found=${found} />
    <${Button} small icon="add" label=${t("script.topic.add")} onClick=${add} />`;
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
