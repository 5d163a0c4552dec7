// @ts-check
/** Puts the page together: words, socket, store, media, views; decides nothing itself. */

import { html, render, signal } from "./vendor/preact.js";
import { Voice, announce } from "./announce.js";
import { stayAwake } from "./awake.js";
import { Captions } from "./captions.js";
import * as devices from "./devices.js";
import { Live } from "./live.js";
import { Media } from "./media.js";
import { tellMicrophone } from "./microphone.js";
import { backstage, probes } from "./people.js";
import { Probe } from "./probe.js";
import { Connection } from "./protocol.js";
import { watchAbsence } from "./recovery.js";
import { bring, takeAway } from "./slides.js";
import { Store } from "./store.js";
import { App } from "./views/app.js";
import { roomName } from "./views/bar.js";
import { loadWords } from "./words.js";

const PHONE = "(max-width: 600px), (max-height: 500px)";
const MOVES = new Set(["agenda.start", "rooms.move", "staff.leave", "tech.take", "tech.end"]);
const MOVING_MS = 3_000;
const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const { dialogue = "", seat = "", role = "", lang = "de", build = "", hotline = "", title = "", farewell = "" } = root.dataset;

const store = new Store({ dialogue, storage: localStorage });
const voice = new Voice();
const now = signal(0);
const probed = `probed:${dialogue}:${seat}`;
let reload = false;
let movedAt = 0; // when this person last did something that moves them
/** Still trying sound and picture: the place is taken only afterwards. */
let atDoor = probes(role) && localStorage.getItem(probed) === null;

const connection = new Connection({
  url: () => `${location.origin.replace(/^http/, "ws")}/d/${dialogue}/socket?lang=${lang}${atDoor ? "&door" : ""}`,
  dialogue,
  storage: localStorage,
  onHello(hello) {
    reload = outdated(hello.build);
    store.greet(hello);
    now.value = Math.floor(connection.clock.now());
    followMedia();
    probe.again();
  },
  onTopic: (message) => store.apply(message),
  onSignal: signalled,
  onState: lineChanged,
  onPending: (pending) => (store.pending.value = pending),
  onAccepted: (entry, seq) => store.accept(entry, seq),
  onRefused: (entry, refusal) => store.refuse(entry, refusal),
});

const live = new Live({
  Media,
  devices,
  signal: (name, data) => (name === "media.offer" ? connection.ask(name, data) : Promise.resolve(connection.tell(name, data))),
  pictures: matchMedia(PHONE).matches ? 9 : 16,
  storage: sessionStorage,
  save: /** @type {any} */ (navigator).connection?.saveData === true || /** @type {any} */ (navigator).connection?.type === "cellular",
});

const captions = new Captions(localStorage);

const probe = new Probe({ live, signal: (name, data) => connection.tell(name, data) });

/** @type {import("./types").App} */
const app = {
  config: { dialogue, hotline, title, farewell },
  store, live, probe, captions, devices, voice, now,
  act(command, data = {}) {
    if (MOVES.has(command)) movedAt = Date.now();
    return connection.send(command, data);
  },
  caption: (data) => connection.tell("caption", data),
  typing: (text) => connection.tell("turn.typing", { text }),
  visit: (room) => app.act("rooms.move", { seat: store.me.value?.seat, room }),
  slides: { bring: (file) => bring(dialogue, file, lang), takeAway: (deck) => takeAway(dialogue, deck, lang) },
  async reconnect() {
    // The seat may be another device's by now: only this takes it back.
    await fetch(`/d/${dialogue}/take`, { method: "POST", redirect: "manual" }).catch(() => {});
    connection.connect();
  },
  leave() {
    live.stop();
    connection.close();
    store.forget();
  },
  probed: {
    get: () => !atDoor,
    set: () => ((atDoor = false), localStorage.setItem(probed, "1")),
  },
};

/** @param {string} name @param {any} data */
function signalled(name, data) {
  if (name === "health") store.health.value = data.seats;
  else if (name === "turn.typing") store.typed(data.seat, data.text);
  else if (name === "caption") captions.hear(data);
  else live.handle(name.slice(6), data);
}

/** @param {string} line */
function lineChanged(line) {
  if (line === "excluded" || line === "full") return location.reload(); // the page of the seat now says why
  store.line.value = line;
  if (line !== "open" && line !== "lost") live.stop();
}

/** A new instance of the media process means: connect the media again. */
function followMedia() {
  const next = store.topic("media").value?.instance ?? "";
  const hello = store.hello.value;
  if (next && hello && !store.over.value) live.start(hello.ice, hello.seat, next);
}

/** Is this page older than the server? Reload once per build, at the next calm moment. @param {string} served */
function outdated(served) {
  return Boolean(build) && served !== build && sessionStorage.getItem("reloaded") !== served;
}

function reloadWhenCalm() {
  const writing = document.activeElement?.tagName === "TEXTAREA";
  if (!reload || (!document.hidden && (writing || store.room.value?.kind === "group"))) return;
  sessionStorage.setItem("reloaded", store.hello.value?.build ?? "");
  location.reload();
}

/** No camera stays on after the end. Staff go on in the Regieraum, which another topic tells them a moment later. */
function stopWhenOver() {
  if (!backstage(store.me.peek()?.role ?? "citizen")) live.stop();
  else setTimeout(() => store.over.peek() && live.stop(), 1_000);
}

/** Whoever was heard by nobody arrives muted, and so does who is called out of the Regieraum or a corner: nobody is
 * overheard by being moved. Own clicks are one's own. */
function muteOnMove() {
  let before = store.me.value;
  store.me.subscribe((me) => {
    if (me && before && me.room !== before.room && live.microphone.peek() === "on" && overheard(before, me)) live.setMicrophone(false);
    if (me) before = atDoor ? null : me; // who comes in did so by an own click
  });
}

/** @param {import("./types").Me} before @param {import("./types").Me} me */
function overheard(before, me) {
  const others = before.room === "staff" || before.room.startsWith("corner") || !before.audible;
  return others && me.audible && Date.now() - movedAt > MOVING_MS;
}

await loadWords(lang);
if (sessionStorage.getItem("devices")) live.rest();
store.topic("media").subscribe(followMedia);
muteOnMove();
tellMicrophone({ live, store, devices, tell: (works) => connection.tell("media.microphone", { works }) });
store.over.subscribe((over) => (over ? stopWhenOver() : followMedia()));
announce(voice, store, now, roomName);
setInterval(() => (now.value = Math.floor(connection.clock.now())), 250);
setInterval(reloadWhenCalm, 5_000);
document.addEventListener("visibilitychange", () => document.hidden || connection.nudge());
watchAbsence({
  window, document,
  network: /** @type {any} */ (navigator).connection,
  back: () => (connection.nudge(), live.wakeUp()),
});
stayAwake(navigator, document);
connection.connect();
render(html`<${App} app=${app} />`, root);
