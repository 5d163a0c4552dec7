// @ts-check
/** The room itself: bar, pictures, what lies beside them, controls; on a phone one of these at a time, by tabs. */

import { html, useEffect, useState } from "../vendor/preact.js";
import { leads, readsCues } from "../people.js";
import { calls, polls, waiting } from "../polls.js";
import { t } from "../words.js";
import { Answers, answersNow, OnAnswer } from "./answers.js";
import { Banners } from "./banners.js";
import { Bar } from "./bar.js";
import { Beside } from "./beside.js";
import { Board } from "./board.js";
import { CaptionBar } from "./captions.js";
import { Editing } from "./editing/desk.js";
import { Console } from "./console/console.js";
import { Controls } from "./controls.js";
import { Foyer } from "./foyer.js";
import { GoRound } from "./goround.js";
import { People } from "./people.js";
import { Polls } from "./poll.js";
import { OnStage, Questions } from "./questions.js";
import { Ready } from "./ready.js";
import { Reporter } from "./reporter.js";
import { Slides } from "./slides.js";
import { Spoken } from "./speaking.js";
import { unread } from "../staffline.js";
import { Sheet } from "./sheet.js";
import { Stage } from "./stage.js";
import { Steps } from "./steps.js";
import { Support } from "./support.js";
import { Icon, News } from "./parts.js";
import { Team } from "./team.js";
import { TechDesk } from "./techdesk.js";
import { Composer, Turns } from "./turns.js";
import { Themes } from "./themes.js";
import { Wall } from "./wall.js";

/** @typedef {{id: string, icon: string, view: any, news?: number}} Tab */
const PICTURE = { id: "picture", icon: "videocam", view: null };

/** Questions that nobody has answered yet. @param {import("../store.js").Store} store */
const waitingQuestions = (store) => Object.values(store.topic("questions").value ?? {}).filter((/** @type {any} */ each) => !each.answered).length;

/** In phases about themes they come first. @param {import("../store.js").Store} store */
const weighs = (store) => {
  const kind = store.room.value?.kind === "plenary" ? store.evening.value?.phase?.kind : "";
  return kind === "themes" || (kind === "vote" && store.topic("dots").value?.open);
};

/** What everybody is to see at once: a vote and what it came to, or themes that wait for dots; and its tab.
 * @param {import("../store.js").Store} store @returns {{tab: string, what: string}} */
function summons(store) {
  const vote = calls(store);
  if (vote) return { tab: "poll", what: vote };
  return { tab: "themes", what: weighs(store) && store.topic("dots").value?.open ? "dots" : "" };
}

/** What lies beside the pictures now, the most important first. @param {import("../types").App} app @returns {Tab[]} */
function sides({ store }) {
  const role = store.me.value?.role ?? "";
  const tabs = [
    (role === "interpreter" || role === "captioner") && { id: "beside", icon: "swap-horiz", view: Beside },
    role === "editor" && store.topic("editing").value && { id: "editing", icon: "edit", view: Editing },
    leads(role) && { id: "console", icon: "timer", view: Console, news: unread(store).length },
    (leads(role) || role === "facilitator") && store.topic("timeline").value && { id: "sheet", icon: "checklist", view: Sheet },
    store.topic("door").value && { id: "tech", icon: "support", view: TechDesk, news: (store.topic("tech").value?.waiting ?? []).length },
    leads(role) && store.topic("editing").value && { id: "editing", icon: "edit", view: Editing },
    !leads(role) && polls(store).length > 0 && { id: "poll", icon: "checklist", view: Polls, news: waiting(store).length },
    weighs(store) && { id: "themes", icon: "star", view: Themes },
    store.board.value && { id: "cards", icon: "sticky-note-2", view: Board },
    store.topic("asking").value && { id: "questions", icon: "help", view: Questions, news: leads(role) ? waitingQuestions(store) : 0 },
    answersNow(store) && { id: "answers", icon: "success", view: Answers },
    store.topic("themes").value && !weighs(store) && { id: "themes", icon: "star", view: Themes },
    store.topic("harvest").value && { id: "wall", icon: "forum", view: Wall },
    !leads(role) && store.topic("decks").value && { id: "slides", icon: "screen-share", view: Slides },
    !leads(role) && { id: "people", icon: "group", view: People },
    !leads(role) && readsCues(role) && { id: "team", icon: "forum", view: Team, news: unread(store).length },
  ];
  return /** @type {Tab[]} */ (tabs.filter(Boolean));
}

/** @param {{app: import("../types").App}} props */
export function Dialogue({ app }) {
  const { store } = app;
  const tabs = sides(app);
  const first = tabs[0].id;
  const [beside, setBeside] = useState(first);
  const [picked, setPicked] = useState(PICTURE.id);
  const [wide, setWide] = useState(false);
  const leading = leads(store.me.value?.role ?? "");
  // Who leads keeps what lies before them; the others are shown what a new room is about.
  useEffect(() => void (leading || (setBeside(first), setPicked(PICTURE.id))), [store.room.value?.id, first]);
  const { tab, what } = summons(store);
  useEffect(() => void (what && !leading && (setBeside(tab), setPicked(tab))), [what]);
  const side = tabs.find((tab) => tab.id === beside) ?? tabs[0];
  const show = (/** @type {string} */ id) => (setPicked(id), id !== PICTURE.id && setBeside(id));
  const [foyer, plenary] = ["foyer", "plenary"].map((kind) => store.room.value?.kind === kind);
  const alone = leading && (store.room.value?.people.length ?? 0) < 2; // while all are in their groups: room for the desk
  const look = `${leading ? "app--lead" : ""} ${alone ? "app--alone" : ""} ${wide && side.id === "sheet" ? "app--wide" : ""}`;
  return html`<div class=${`app ${look}`} data-tab=${picked === PICTURE.id ? picked : side.id} data-room=${store.room.value?.id} data-desk=${side.id === "editing" || undefined}>
    <${Bar} app=${app} />
    <${Banners} app=${app} />
    <div class="app__body">
      <div class="pictures">
        ${(store.group.value || (plenary && !leading)) && html`<${Steps} app=${app} />`}
        ${store.group.value && html`<${Reporter} app=${app} /><${GoRound} app=${app} />`}
        <${Ready} app=${app} />
        <${OnAnswer} app=${app} /><${OnStage} app=${app} />
        ${foyer ? html`<${Foyer} app=${app} />` : html`<${Stage} app=${app} /><${Turns} app=${app} />`}
        <div class="speaking">${!foyer && html`<${Composer} app=${app} /><${Spoken} app=${app} />`}<${Support} app=${app} /></div>
      </div>
      ${!(foyer && first === "people") && html`<${Side} app=${app} tabs=${tabs} side=${side} onPick=${setBeside} wide=${wide} onWide=${setWide} />`}
    </div>
    <${CaptionBar} app=${app} />
    <${Tabs} name="tabs" tabs=${[PICTURE, ...tabs]} at=${picked === PICTURE.id ? picked : side.id} onPick=${show} />
    <${Controls} app=${app} />
  </div>`;
}

/** `wide`: without the pictures, for a sheet to read from.
 * @param {{app: import("../types").App, tabs: Tab[], side: Tab, onPick: (id: string) => void, wide: boolean, onWide: (wide: boolean) => void}} props */
function Side({ app, tabs, side, onPick, wide, onWide }) {
  return html`<aside class="side" aria-label=${t(`app.tab.${side.id}`)}>
    ${tabs.length > 1 && html`<${Tabs} name="sides" tabs=${tabs} at=${side.id} onPick=${onPick} />`}
    <${side.view} app=${app} wide=${wide} onWide=${onWide} />
  </aside>`;
}

/** @param {{name: string, tabs: Tab[], at: string, onPick: (id: string) => void}} props */
function Tabs({ name, tabs, at, onPick }) {
  return html`<nav class=${name} aria-label=${t("app.tabs")}>
    ${tabs.map((tab) => html`<button type="button" key=${tab.id} class="tab" aria-pressed=${tab.id === at} onClick=${() => onPick(tab.id)}>
      <${Icon} name=${tab.icon} /><span>${t(`app.tab.${tab.id}`)}</span><${News} count=${tab.news} />
    </button>`)}
  </nav>`;
}
