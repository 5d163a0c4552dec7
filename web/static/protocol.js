// @ts-check
/** The socket to the server: connects again by itself, keeps commands until answered; must not know DOM, topics' meaning or media. */

import { Clock } from "./clock.js";

/** @typedef {import("./types").Pending} Pending */
/** @typedef {import("./types").Refusal} Refusal */

const SILENCE_MS = 15_000; // nothing heard for so long: the line is dead even if the socket does not know
const PULSE_MS = 5_000;
const QUICK_MS = 400; // the first exchanges follow closely, so that the countdown is right at once
const LATE_S = 60; // after a reload an older command is dropped unless it carries somebody's text
const FINAL = new Set(["taken-over", "excluded", "closed", "full"]);
const CODES = new Map([
  [4401, "no-seat"],
  [4403, "wrong-origin"],
  [4404, "closed"],
  [4409, "taken-over"],
  [4410, "excluded"],
  [4503, "full"],
]);

const SOON_MS = [500, 500, 1000, 1000, 1000, 1000]; // a server that starts anew is back within these

/** How long to wait before attempt `n` (from 0): a second at most at first, then doubling up to 8 s; half of it random so
 * that 75 browsers spread. @param {number} attempt @param {string | null} why @param {() => number} random */
export function pause(attempt, why, random) {
  if (why === "flood") return 10_000 + 2_000 * random();
  const whole = SOON_MS[attempt] ?? Math.min(8_000, 2_000 * 2 ** (attempt - SOON_MS.length));
  return whole / 2 + (whole / 2) * random();
}

export class Connection {
  /**
   * @param {{url: () => string, dialogue: string, storage: Storage,
   *   onHello: (hello: import("./types").Hello) => void, onTopic: (message: import("./types").TopicMessage) => void,
   *   onSignal: (name: string, data: any) => void, onState: (state: string) => void,
   *   onPending: (pending: Pending[]) => void, onAccepted: (command: Pending, seq: number) => void,
   *   onRefused: (command: Pending | null, refusal: Refusal) => void,
   *   open?: (url: string) => WebSocket, random?: () => number, local?: () => number}} given
   */
  constructor(given) {
    this.given = given;
    this.open = given.open ?? ((url) => new WebSocket(url));
    this.random = given.random ?? Math.random;
    this.clock = new Clock(given.local);
    this.prefix = this.random().toString(36).slice(2, 8).padEnd(6, "0");
    this.made = 0;
    this.attempt = 0;
    this.heard = 0;
    this.seat = 0;
    /** @type {string | null} */ this.why = null;
    /** @type {WebSocket | null} */ this.socket = null;
    /** @type {Pending[]} */ this.pending = [];
    /** @type {Map<string, {done: (data: any) => void, fail: (refusal: Refusal) => void}>} */ this.waiting = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.timer = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */ this.pulse = undefined;
  }

  connect() {
    clearTimeout(this.timer);
    this.drop();
    this.why = null;
    const socket = this.open(this.given.url());
    this.socket = socket;
    socket.onmessage = (event) => this.socket === socket && this.receive(JSON.parse(event.data));
    socket.onclose = (event) => this.socket === socket && this.closed(event.code);
  }

  close() {
    clearTimeout(this.timer);
    this.drop();
  }

  /** Something may have changed (back from sleep, network is up): try now instead of later. */
  nudge() {
    if (this.why && FINAL.has(this.why)) return;
    if (!this.socket) this.connect();
    else if (this.local() - this.heard > SILENCE_MS / 3) this.beat();
  }

  /** Sends a command, or keeps it for the next connection. Resolves with its `seq`, rejects with the Refusal.
   * @param {string} command @param {Record<string, unknown>} data @returns {Promise<any>} */
  send(command, data = {}) {
    const entry = { command, id: this.newId(), data, at: Math.round(this.clock.local()) };
    this.keep([...this.pending, entry]);
    const answered = this.answer(entry.id);
    this.write(entry);
    return answered;
  }

  /** A signal that wants a reply. Rejects with a Refusal, `offline` when the line goes meanwhile.
   * @param {string} signal @param {object} data @returns {Promise<any>} */
  ask(signal, data = {}) {
    const id = this.newId();
    if (!this.ready()) return Promise.reject({ code: "offline", facts: {}, text: "" });
    const answered = this.answer(`signal ${id}`);
    this.socket?.send(JSON.stringify({ signal, id, data }));
    return answered;
  }

  /** A signal without reply; without a line it is lost, as signals may be. @param {string} signal @param {object} data */
  tell(signal, data = {}) {
    if (this.ready()) this.socket?.send(JSON.stringify({ signal, data }));
  }

  /** @param {any} message */
  receive(message) {
    this.heard = this.local();
    if (message.topic) this.given.onTopic(message);
    else if (message.hello) this.greeted(message.hello);
    else if ("ok" in message) this.accepted(message);
    else if ("refused" in message) this.refused(message);
    else if ("reply" in message) this.settle(`signal ${message.reply}`)?.done(message.data);
    else if (message.signal) this.given.onSignal(message.signal, message.data);
    else if (message.bye) this.why = message.bye;
  }

  /** @param {import("./types").Hello} hello */
  greeted(hello) {
    this.attempt = 0;
    this.seat = hello.seat;
    this.clock.guess(hello.now);
    this.given.onHello(hello);
    this.given.onState("open");
    this.recall();
    for (const entry of this.pending) this.write(entry);
    this.beat(4);
    this.pulse = setInterval(() => this.check(), PULSE_MS);
  }

  /** @param {{ok: string, seq: number}} message */
  accepted(message) {
    const entry = this.pending.find((each) => each.id === message.ok);
    if (entry) this.given.onAccepted(entry, message.seq);
    this.keep(this.pending.filter((each) => each !== entry));
    this.settle(message.ok)?.done(message.seq);
  }

  /** @param {{refused: string | null} & Refusal} message */
  refused(message) {
    const signal = this.settle(`signal ${message.refused}`);
    if (signal) return signal.fail(message);
    const entry = this.pending.find((each) => each.id === message.refused) ?? null;
    this.keep(this.pending.filter((each) => each !== entry));
    this.given.onRefused(entry, message);
    this.settle(message.refused ?? "")?.fail(message);
  }

  /** @param {number} code */
  closed(code) {
    this.drop();
    const why = this.why ?? CODES.get(code) ?? (code === 4429 ? "flood" : null);
    this.why = why;
    if (why && (FINAL.has(why) || CODES.has(code))) return this.given.onState(why);
    this.given.onState("lost");
    this.timer = setTimeout(() => this.connect(), pause(this.attempt++, why, this.random));
  }

  /** Lets go of the socket; signals under way fail, commands stay pending. */
  drop() {
    clearInterval(this.pulse);
    const socket = this.socket;
    this.socket = null;
    if (socket && socket.readyState <= 1) socket.close();
    for (const key of [...this.waiting.keys()].filter((each) => each.startsWith("signal ")))
      this.settle(key)?.fail({ code: "offline", facts: {}, text: "" });
  }

  check() {
    if (this.local() - this.heard <= SILENCE_MS) return this.beat();
    this.closed(1006);
  }

  /** One clock exchange, which is also the pulse that shows a dead line. @param {number} more how many follow soon */
  async beat(more = 0) {
    const sent = this.clock.local();
    try {
      const { now } = await this.ask("clock", { sent });
      this.clock.exchange(sent, this.clock.local(), now);
    } catch {
      return;
    }
    if (more) setTimeout(() => this.beat(more - 1), QUICK_MS);
  }

  ready() {
    return this.seat !== 0 && this.socket?.readyState === 1;
  }

  /** @param {Pending} entry */
  write(entry) {
    if (this.ready())
      this.socket?.send(JSON.stringify({ command: entry.command, id: entry.id, data: entry.data }));
  }

  /** @param {string} key */
  answer(key) {
    const answered = new Promise((done, fail) => this.waiting.set(key, { done, fail }));
    answered.catch(() => {}); // a refusal is also reported by onRefused; not every caller listens
    return answered;
  }

  /** @param {string} key */
  settle(key) {
    const waiting = this.waiting.get(key);
    this.waiting.delete(key);
    return waiting;
  }

  /** What an earlier life of this page left unanswered comes first, in its order. */
  recall() {
    if (this.pending.length || !this.stored()) return;
    const old = /** @type {Pending[]} */ (JSON.parse(this.stored() ?? "[]"));
    const young = this.clock.local() - LATE_S;
    this.keep(old.filter((entry) => entry.command.startsWith("card.") || entry.at >= young));
  }

  stored() {
    return this.given.storage.getItem(this.place());
  }

  place() {
    return `pending:${this.given.dialogue}:${this.seat}`;
  }

  /** @param {Pending[]} pending */
  keep(pending) {
    this.pending = pending;
    if (this.seat && pending.length) this.given.storage.setItem(this.place(), JSON.stringify(pending));
    else if (this.seat) this.given.storage.removeItem(this.place());
    this.given.onPending(pending);
  }

  newId() {
    return `${this.prefix}-${++this.made}`;
  }

  local() {
    return this.clock.local() * 1000;
  }
}
