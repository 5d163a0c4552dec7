// @ts-check
/** What this page knows: the newest state of every topic, own commands under way, drafts; must not know DOM or socket. */

import { batch, computed, signal } from "./vendor/preact.js";
import { EDITS, boardCards, picked, stacked } from "./cards.js";

/** @typedef {import("./types").Pending} Pending */
/** @template T @typedef {import("./vendor/preact.js").Signal<T>} Signal */

const SWEEP_MS = 3_000; // a topic not sent again so long after `hello` is no longer ours
const IDLE_MS = 30_000; // who types no more, or lost the line, is not shown as typing for ever
const CARRIERS = { card: "my-cards", theme: "editing-themes", dots: "my-dots" }; // the topic that shows what a command did
const SETTLE_MS = 2_000; // an accepted card stays marked at most so long until its topic comes

export class Store {
  /** @param {{dialogue: string, storage: Storage}} given */
  constructor({ dialogue, storage }) {
    this.dialogue = dialogue;
    this.storage = storage;
    /** @type {Map<string, Signal<any>>} */ this.topics = new Map();
    /** @type {Map<string, number>} */ this.versions = new Map();
    /** @type {Set<string>} */ this.unseen = new Set();
    /** @type {Signal<import("./types").Hello | null>} */ this.hello = signal(null);
    /** @type {Signal<string>} */ this.line = signal("connecting");
    /** @type {Signal<Pending[]>} */ this.pending = signal([]);
    /** @type {Signal<Pending[]>} */ this.settling = signal([]);
    /** Own commands whose outcome no topic shows yet. */
    this.open = computed(() => [...this.settling.value, ...this.pending.value]);
    /** @type {Signal<{command: string, code: string, text: string, data: any} | null>} */ this.refusal = signal(null);
    /** @type {Signal<number>} counts put-back drafts, so that an open editor takes them up */ this.restored = signal(0);
    /** @type {Signal<Record<string, import("./types").Line>>} how lines do, by seat; for staff */ this.health = signal({});
    /** @type {Map<number, any>} */ this.stopped = new Map();
    /** @type {Signal<Map<number, string>>} what others are typing now, by seat */ this.typing = signal(new Map());
    /** @type {Signal<number>} the last line of the staff line that was looked at */ this.lineSeen = signal(Number(storage.getItem(`line:${dialogue}`)));
    this.me = /** @type {Signal<import("./types").Me | null>} */ (this.topic("me"));
    this.evening = /** @type {Signal<import("./types").Evening | null>} */ (this.topic("evening"));
    this.room = computed(() => this.roomNow());
    /** Whether the evening is over for this person: staff stay together in the Regieraum. */
    this.over = computed(() => this.evening.value?.status === "closed" && this.me.value?.room !== "staff");
    this.names = /** @type {Signal<import("./types").Names | null>} */ (this.topic("names"));
    this.lead = /** @type {Signal<import("./types").Lead | null>} */ (this.topic("lead"));
    this.console = /** @type {Signal<import("./types").Console | null>} */ (this.topic("console"));
    this.group = computed(() => (this.room.value?.kind === "group" ? this.room.value.id : null));
    this.board = computed(() => this.ofGroup("board"));
    this.cards = computed(() => this.shownCards());
    this.stacks = computed(() => stacked(this.cards.value));
    /** Own cards of the group that count for the limit. */
    this.written = computed(() => this.cards.value.filter((card) => card.mine && !card.called && !card.differs).length);
    this.picks = computed(() => picked(this.topic("my-picks").value, [...this.settling.value, ...this.pending.value]));
    /** @type {Signal<{card: string, group: string, at: number} | null>} the card one deleted last */ this.deleted = signal(null);
  }

  /** The signal of a topic, `null` while unknown. @param {string} name @returns {Signal<any>} */
  topic(name) {
    const known = this.topics.get(name) ?? signal(null);
    this.topics.set(name, known);
    return known;
  }

  /** @param {string} kind `board` or `cards`, of the group this person is in */
  ofGroup(kind) {
    return this.group.value ? this.topic(`${kind}:${this.group.value}`).value : null;
  }

  shownCards() {
    if (!this.group.value) return [];
    return boardCards(this.group.value, this.ofGroup("cards"), this.topic("my-cards").value, this.open.value);
  }

  /** @param {number} seat */
  name(seat) {
    return this.names.value?.[seat] ?? "";
  }

  /** Everything is sent again after `hello`; what is not has been taken from us meanwhile.
   * @param {import("./types").Hello} hello */
  greet(hello) {
    this.hello.value = hello;
    this.unseen = new Set(this.topics.keys());
    setTimeout(() => this.sweep(), SWEEP_MS);
  }

  sweep() {
    if (this.line.value !== "open") return;
    batch(() => this.unseen.forEach((name) => (this.topic(name).value = null)));
    this.unseen.clear();
  }

  /** What somebody types, as they type; nothing once they stopped. @param {number} seat @param {string} text */
  typed(seat, text) {
    clearTimeout(this.stopped.get(seat));
    if (text) this.stopped.set(seat, setTimeout(() => this.typed(seat, ""), IDLE_MS));
    const others = [...this.typing.value].filter(([other]) => other !== seat);
    this.typing.value = new Map(text ? [...others, [seat, text]] : others);
  }

  /** The room with who speaks and who waits in it: three topics, since each changes at its own pace.
   * @returns {import("./types").Room | null} */
  roomNow() {
    const room = this.topic("room").value;
    return room && { ...room, floor: this.topic("floor").value?.seats ?? [], lead: this.topic("floor").value?.lead ?? null, hands: this.topic("queue").value?.hands ?? [], written: this.topic("queue").value?.written ?? [] };
  }

  /** @param {import("./types").TopicMessage} message */
  apply(message) {
    const topic = this.topic(message.topic);
    this.unseen.delete(message.topic);
    this.versions.set(message.topic, message.v);
    batch(() => {
      topic.value = "data" in message ? message.data : patched(topic.value, message.set, message.gone);
      if (/^((my-)?(cards|picks)|my-dots|editing-themes)/.test(message.topic)) this.settle(message.v);
    });
  }

  /** What was accepted is shown until the topic that carries it is here. @param {Pending} entry @param {number} seq */
  accept(entry, seq) {
    if (entry.command === "card.delete") this.deleted.value = { card: String(entry.data.card), group: this.group.value ?? "", at: entry.at };
    const carrier = /** @type {Record<string, string>} */ (CARRIERS)[entry.command.split(".")[0]];
    if (!carrier || (this.versions.get(carrier) ?? 0) >= seq) return;
    this.settling.value = [...this.settling.value, { ...entry, seq }];
    setTimeout(() => this.settle(seq), SETTLE_MS);
  }

  /** @param {number} v */
  settle(v) {
    this.settling.value = this.settling.value.filter((entry) => (entry.seq ?? 0) > v);
  }

  /** A refused card's, wording's or question's text goes back to the editor: nothing that somebody typed is lost.
   * @param {Pending | null} entry @param {import("./types").Refusal} refusal */
  refuse(entry, refusal) {
    const data = /** @type {any} */ (entry?.data ?? {});
    this.refusal.value = { command: entry?.command ?? "", code: refusal.code, text: refusal.text, data };
    const group = this.topic("my-cards").value?.[data.card]?.group ?? this.group.value;
    /** @type {Record<string, string[]>} */
    const places = { "card.write": [data.group, data.column], "card.edit": [group, `${EDITS}${data.card}`], "question.ask": ["plenary", "question"] };
    const place = /** @type {[string, string] | undefined} */ (places[entry?.command ?? ""]);
    if (!place?.[0]) return;
    const draft = this.draft(...place);
    this.keepDraft(...place, draft ? `${data.text}\n${draft}` : data.text);
    this.restored.value += 1;
  }

  /** @param {string} group @param {string} column */
  draftPlace(group, column) {
    return `draft:${this.dialogue}:${this.hello.value?.seat ?? 0}:${group}:${column}`;
  }

  /** @param {string} group @param {string} column */
  draft(group, column) {
    return this.storage.getItem(this.draftPlace(group, column)) ?? "";
  }

  /** @param {string} group @param {string} column @param {string} text */
  keepDraft(group, column, text) {
    if (text) this.storage.setItem(this.draftPlace(group, column), text);
    else this.storage.removeItem(this.draftPlace(group, column));
  }

  /** Everything that is half written, by group and column; it outlives reload, loss of line and being moved. */
  leftovers() {
    const head = this.draftPlace("", "").slice(0, -1);
    return Object.keys(this.storage).filter((key) => key.startsWith(head) && key.includes("/", head.length)).sort().map((key) => {
      const [group, column] = key.slice(head.length).split(":");
      return { group, column, text: this.storage.getItem(key) ?? "" };
    });
  }

  /** What somebody typed stays on no device after they left. */
  forget() {
    const mine = Object.keys(this.storage).filter((key) => key.split(":")[1] === this.dialogue);
    mine.forEach((key) => this.storage.removeItem(key));
  }
}

/** @param {any} held @param {Record<string, unknown> | undefined} set @param {string[] | undefined} gone */
function patched(held, set, gone) {
  const next = { ...held, ...set };
  for (const key of gone ?? []) delete next[key];
  return next;
}
