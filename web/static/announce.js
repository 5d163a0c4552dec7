// @ts-check
/** What is said aloud to those who cannot see the change: each change once; must not know how it is shown. */

import { effect, signal } from "./vendor/preact.js";
import { soonText } from "./ahead.js";
import { moveLeft, secondsLeft, urgency } from "./time.js";
import { aloneText, leadText } from "./people.js";
import { polls, waiting } from "./polls.js";
import { unread } from "./staffline.js";
import { pick, place, t } from "./words.js";

export class Voice {
  constructor() {
    this.polite = signal("");
    this.assertive = signal("");
  }

  /** A text equal to the last one would not be read again, hence the alternating invisible sign.
   * @param {string} text */
  say(text) {
    this.polite.value = text === this.polite.peek() ? `${text}\u200b` : text;
  }

  /** @param {string} text */
  moved(text) {
    this.assertive.value = text;
  }
}

/** Calls `then(value, before)` whenever `of()` changes, but not for its first known value.
 * @template T @param {() => T} of @param {(value: T, before: T) => void} then */
export function onChange(of, then) {
  /** @type {T | null | undefined} */
  let before = null;
  return effect(() => {
    const value = of();
    if (value === before || value === null || value === undefined) return;
    const known = before !== null;
    const last = /** @type {T} */ (before);
    before = value;
    if (known) queueMicrotask(() => then(value, last));
  });
}

/** Starts watching; returns what stops it.
 * @param {Voice} voice @param {import("./store.js").Store} store @param {{value: number}} now
 * @param {(room: import("./types").Room | null) => string} roomName */
export function announce(voice, store, now, roomName) {
  const evening = () => store.evening.value;
  const stops = [
    onChange(() => store.room.value?.id, () => voice.moved(t("app.say.moved", { room: roomName(store.room.value) }))),
    onChange(() => evening()?.phase?.id, () => voice.say(t("app.say.phase", { title: pick(evening()?.phase?.title) }))),
    onChange(() => evening()?.status, (status) => status !== "waiting" && voice.say(t(`app.say.${status}`))),
    onChange(() => evening() && urgency(/** @type {any} */ (evening()), now.value), (how) => warn(voice, store, now, how)),
    onChange(() => evening() && moveLeft(/** @type {any} */ (evening()), now.value) !== null, (moving) => moving && voice.say(soonText(store, now.value))),
    onChange(() => store.topic("message").value?.at ?? 0, () => voice.say(t("app.say.message", { text: store.topic("message").value?.text ?? "" }))),
    onChange(() => unread(store).at(-1)?.number ?? 0, (number) => number > 0 && voice.say(told(store))),
    onChange(() => (store.topic("tech").value?.waiting ?? []).length, (count, before) => count > before && voice.say(t("app.tech.say", { count }))),
    onChange(() => store.me.value?.tech?.place ?? 0, (place) => place === 1 && voice.say(t("app.tech.next"))),
    onChange(() => store.topic("plan").value?.plan ?? 0, (plan) => plan > 0 && voice.say(t("app.say.plan"))),
    onChange(() => (store.topic("exclusions").value ?? []).length, (count, before) => count > before && voice.say(t("app.say.exclusion"))),
    onChange(() => pollSaid(store), (said) => said && voice.say(said)),
    onChange(() => slideSaid(store), (slide) => voice.say(slide)),
    onChange(() => store.topic("round").value?.seat === store.me.value?.seat, (mine) => mine && voice.say(t("app.round.yours"))),
    onChange(() => newest(store), (turn) => turn && voice.say(t("app.turn.said", { name: store.name(turn.seat), text: turn.text ?? "" }))),
    onChange(() => answered(store), (text) => text && voice.say(text)),
    onChange(() => staged(store), (text) => text && voice.say(text)),
    onChange(() => keptNow(store), (text) => text && voice.say(text)),
    onChange(() => store.refusal.value ?? false, (refusal) => refusal && voice.say(refusal.text)),
    onChange(() => store.line.value, (line) => line === "lost" && voice.say(t("app.line.lost"))),
    onChange(() => store.me.value?.hand ?? 0, (hand) => hand > 0 && voice.say(place(hand))),
    onChange(() => store.me.value?.floor, (floor) => floor && voice.say(t("app.hand.floor"))),
    onChange(() => (store.lead.value ? `${store.lead.value.away_since} ${store.lead.value.cover}` : null), () => leadText(store) && voice.say(leadText(store))),
    onChange(() => store.lead.value?.alone?.at ?? 0, (at) => at > 0 && voice.say(aloneText(store, now.value))),
    onChange(() => store.topic("scribe").value?.seat === store.me.value?.seat, (mine) => mine && voice.say(t("app.scribe.yours"))),
    onChange(() => store.board.value?.revealed, (open) => open && voice.say(t("app.say.revealed"))),
    onChange(() => store.room.value, (room, before) => room && before && entered(voice, store, room, before)),
  ];
  return () => stops.forEach((stop) => stop());
}

/** The vote that waits, or the shown result. @param {import("./store.js").Store} store */
function pollSaid(store) {
  const poll = waiting(store)[0] ?? polls(store).find((each) => !each.open);
  return poll ? t(poll.open ? "app.poll.say" : "app.poll.say.result", { title: pick(poll.title) }) : "";
}

/** The shown page by its first line; nothing where none is shown. @param {import("./store.js").Store} store */
function slideSaid(store) {
  const slide = /** @type {import("./types").Slide | null} */ (store.topic("slides").value);
  if (!slide) return "";
  return `${t("app.slides.page", { page: slide.page, pages: slide.pages })}: ${slide.text?.split("\n")[0] || t("app.slides.no_text")}`;
}

/** The question on the stage. @param {import("./store.js").Store} store */
function staged(store) {
  const question = store.topic("questions").value?.[store.topic("asking").value?.stage];
  return question ? `${t("app.questions.onstage", { number: question.number })}: ${question.text ?? ""}` : "";
}

/** The theme that is answered now, and the answer. @param {import("./store.js").Store} store */
function answered(store) {
  const stage = store.topic("answering").value?.stage;
  const theme = (store.topic("themes").value?.themes ?? []).find((/** @type {any} */ each) => `theme-${each.number}` === stage);
  const answer = store.topic("answers").value?.[stage];
  if (!theme) return "";
  return [theme.title ?? "", answer && t(`answer.${answer.status}`), answer?.reason].filter(Boolean).join(": ");
}

/** What happened to an own card or question last. @param {import("./store.js").Store} store */
function keptNow(store) {
  const kept = /** @type {any} */ (Object.values(store.topic("my-withheld").value ?? {}).at(-1));
  if (!kept) return "";
  return kept.held ? t("app.kept.held") : t("app.kept.hidden", { reason: kept.reason ?? "" });
}

/** @param {import("./store.js").Store} store */
function told(store) {
  const line = unread(store).at(-1);
  return line ? t("app.team.say", { name: line.name || t(`app.role.${line.role}`), text: line.text ?? "" }) : "";
}

/** The newest finished turn of somebody else. @param {import("./store.js").Store} store */
function newest(store) {
  const turn = (store.topic("turns").value ?? []).at(-1);
  return turn && turn.seat !== store.me.value?.seat ? turn : false;
}

/** @param {Voice} voice @param {import("./store.js").Store} store @param {{value: number}} now @param {string | null} how */
function warn(voice, store, now, how) {
  if (how !== "soon" && how !== "last") return;
  const left = secondsLeft(store.evening.peek(), now.value) ?? 0;
  if (left > 90) voice.say(t("app.say.minutes", { count: Math.round(left / 60) }));
  else voice.say(t("app.say.seconds", { count: Math.ceil(left) }));
}

/** Nobody listens unseen: who enters a group, the Regieraum or a corner is named.
 * @param {Voice} voice @param {import("./store.js").Store} store
 * @param {import("./types").Room} room @param {import("./types").Room} before */
function entered(voice, store, room, before) {
  if (room.id !== before.id || room.kind === "plenary" || room.kind === "foyer") return;
  const known = new Set(before.people.map((person) => person.seat));
  for (const { seat, role } of room.people.filter((each) => !known.has(each.seat)))
    voice.say(t("app.say.entered", { name: store.name(seat) || t(`app.role.${role}`) }));
}
