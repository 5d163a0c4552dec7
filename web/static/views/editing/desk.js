// @ts-check
/** The Redaktion: cards left, themes right; what two editors do shows at both at once. */

import { html, useRef, useState } from "../../vendor/preact.js";
import { cardsNow, placesOf, themesNow } from "../../themes.js";
import { t } from "../../words.js";
import { Button } from "../parts.js";
import { Left } from "./left.js";
import { Move, Selection, mover } from "./move.js";
import { Publish } from "./publish.js";
import { NewTheme, Theme } from "./theme.js";

/** What every part of the desk works on.
 * @typedef {{app: import("../../types").App, cards: Map<string, import("../../themes.js").OwnCard>, themes: import("../../themes.js").OwnTheme[],
 *   places: Map<string, import("../../themes.js").OwnTheme>, rounds: Record<string, import("../../types").CardRound>, chosen: Set<string>,
 *   choose: (card: string, on: boolean) => void, clear: () => void, ask: (cards: string[]) => void, move: ReturnType<typeof mover>,
 *   now: () => Desk}} Desk `now`: the desk of this moment, for what is not painted anew each time */

/** @param {{app: import("../../types").App}} props */
export function Editing({ app }) {
  const [chosen, setChosen] = useState(new Set());
  const [asked, setAsked] = useState(/** @type {string[] | null} */ (null));
  const [side, setSide] = useState("cards");
  const latest = useRef(/** @type {any} */ (null));
  const { store } = app;
  const editing = store.topic("editing").value;
  if (!editing) return html`<p class="quiet">${t("app.editing.none")}</p>`;
  const sent = store.topic("editing-cards").value;
  const all = cardsNow(sent);
  const themes = themesNow(store.topic("editing-themes").value, store.open.value);
  const places = placesOf(themes);
  /** @type {Desk} */
  const desk = {
    app, themes, places, rounds: editing.rounds, cards: new Map(all.map((card) => [card.id, card])),
    chosen: new Set([...chosen].filter((id) => all.some((card) => card.id === id))),
    choose: (card, on) => setChosen((before) => new Set(on ? [...before, card] : [...before].filter((each) => each !== card))),
    clear: () => setChosen(new Set()),
    ask: setAsked,
    move: mover(app, themes, places),
    now: () => latest.current,
  };
  latest.current = desk;
  const titles = themes.map((theme) => `${theme.id} ${theme.title}`).join("\n");
  const left = all.filter((card) => !places.has(card.id)).length;
  return html`<section class="desk" data-side=${side} aria-labelledby="desk-title">
    <header class="desk__head">
      <h2 id="desk-title">${t("app.editing")}</h2>
      <p class="quiet">${t("app.editing.left", { count: left, of: all.length })} · ${t("app.editing.themes", { count: themes.length })}</p>
      <${Undo} app=${app} />
      <${Publish} desk=${desk} left=${left} />
    </header>
    ${themes.length > 8 && html`<p class="desk__hint">${t("app.editing.many")}</p>`}
    <div class="desk__switch" role="group" aria-label=${t("app.editing.side")}>
      ${["cards", "themes"].map((each) => html`<${Button} key=${each} small kind=${side === each ? "secondary" : "tertiary"} aria-pressed=${side === each}
        label=${t(`app.editing.side.${each}`)} onClick=${() => setSide(each)} />`)}
    </div>
    <${Selection} desk=${desk} />
    <div class="desk__columns">
      <${Left} desk=${desk} all=${all} groups=${editing.groups} />
      <div class="desk__themes">
        <${NewTheme} desk=${desk} />
        ${themes.map((theme) => html`<${Theme} key=${theme.pending ? theme.number : theme.id} desk=${desk} theme=${theme} titles=${titles}
          sent=${sent} chosen=${theme.cards.filter((card) => desk.chosen.has(card)).join()} />`)}
      </div>
    </div>
    ${asked && html`<${Move} desk=${desk} ids=${asked} onClose=${() => setAsked(null)} />`}
  </section>`;
}

/** @param {{app: import("../../types").App}} props */
function Undo({ app }) {
  const last = app.store.topic("my-edit").value;
  const label = last?.edit ? t("app.editing.undo.what", { what: t(`app.editing.did.${last.verb}`) }) : t("app.editing.undo");
  return html`<${Button} small icon="autorenew" label=${label} disabled=${!last?.edit} onClick=${() => app.act("themes.undo", { edit: last.edit })} />`;
}
