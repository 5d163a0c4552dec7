// @ts-check
/** Captions: what is typed cut into lines and told in time; the newest lines of others; how large the reader wants
 * them, which stays on the device. Must not know the DOM or the socket. */

import { signal } from "./vendor/preact.js";

export const LINE = 64; // signs after which a line ends at a word's end
const KEPT = 3; // lines shown
const TOLD_MS = 150; // real-time text: on the others' screens within half a second (EN 301 549, 6.2.4)

/** @typedef {{seat: number, line: number, text: string}} Caption */

/** Lines that are finished, and what is still being typed. @param {string} text @returns {{done: string[], rest: string}} */
export function cut(text) {
  const done = [];
  let rest = text.replace(/\r/g, "");
  for (;;) {
    const end = rest.indexOf("\n");
    const full = end < 0 && rest.length > LINE;
    const space = full ? rest.lastIndexOf(" ", LINE) : -1;
    if (end < 0 && !full) return { done, rest };
    const at = end >= 0 ? end : space > 0 ? space : LINE;
    done.push(rest.slice(0, at).trim());
    rest = rest.slice(at + (end >= 0 || space > 0 ? 1 : 0));
  }
}

/** The reader's side. `size` 0: none wanted. */
export class Captions {
  /** @param {Storage} storage */
  constructor(storage) {
    this.storage = storage;
    this.size = signal(Number(storage.getItem("captions")) || 0);
    this.lines = signal(/** @type {Caption[]} */ ([]));
  }

  /** @param {number} size 0 to 3 */
  want(size) {
    this.size.value = size;
    this.storage.setItem("captions", String(size));
  }

  /** @param {Caption} caption a line as far as it is typed */
  hear(caption) {
    const same = (/** @type {Caption} */ each) => each.seat === caption.seat && each.line === caption.line;
    const known = this.lines.value.some(same);
    const lines = known ? this.lines.value.map((each) => (same(each) ? caption : each)) : [...this.lines.value, caption];
    this.lines.value = lines.filter((each) => each.text).slice(-KEPT);
  }

  /** In another room other people speak. */
  clear() {
    this.lines.value = [];
  }
}

/** The captioner's side: tells each line as it grows, and its whole before the next one begins. */
export class Writer {
  /** @param {(data: {line: number, text: string}) => void} tell @param {number} first a number above all lines before */
  constructor(tell, first) {
    this.tell = tell;
    this.line = first;
    this.text = "";
    /** @type {any} */ this.timer = null;
    this.done = signal(/** @type {string[]} */ ([]));
  }

  /** What stands in the field now; returns what should stand there: the lines that are full have left it.
   * @param {string} typed */
  type(typed) {
    const { done, rest } = cut(typed);
    for (const text of done.filter(Boolean)) {
      this.say(text);
      this.line += 1;
      this.done.value = [...this.done.value, text].slice(-KEPT);
    }
    this.text = rest;
    this.timer ??= setTimeout(() => this.say(this.text), TOLD_MS);
    return rest;
  }

  /** @param {string} text */
  say(text) {
    clearTimeout(this.timer);
    this.timer = null;
    this.tell({ line: this.line, text });
  }
}
