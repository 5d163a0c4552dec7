// @ts-check
/** The draft in this browser: edits, undo, saving and what others saved meanwhile. Never touches the DOM. */

import { signal } from "./vendor/preact.js";
import { differences, merge, same } from "./script-merge.js";

/** @typedef {import("./types").ScriptDocument} Doc */
/** @typedef {import("./types").Assessed} Assessed */
/** @typedef {{before: Doc, after: Doc, starts?: {before: string, after: string}}} Edit `starts`: the announced start was changed, and no text */

const SAVE_MS = 350;
const RETRY_MS = 3_000;
const HISTORY = 200;

/** One at a time is sent; what is typed meanwhile goes with the next. */
export class Draft {
  /** @param {{send: (body: string) => Promise<{status: number, answer: any}>, look: (seen: number, start: number) => Promise<{status: number, answer: any}>,
   *   announce: (starts: string) => Promise<{status: number, answer: any}>, later?: (then: () => void, ms: number) => any, never?: (timer: any) => void}} line */
  constructor({ send, look, announce, later = (then, ms) => setTimeout(then, ms), never = (timer) => clearTimeout(timer) }) {
    this.send = send;
    this.look = look;
    this.announce = announce;
    this.later = later;
    this.never = never;
    this.version = 0;
    this.timer = /** @type {any} */ (null);
    this.busy = false;
    this.synced = /** @type {Doc | null} */ (null);
    this.run = /** @type {{key: string, base: Doc} | null} */ (null);
    this.document = signal(/** @type {Doc | null} */ (null));
    this.assessed = signal(/** @type {Assessed | null} */ (null));
    /** "saved", "waiting" (to be sent), "offline", "started" (the evening runs), "refused" */
    this.state = signal("saved");
    this.refusal = signal("");
    this.conflict = signal(/** @type {import("./types").ScriptConflict | null} */ (null));
    this.news = signal(/** @type {{by: string | null, mine: boolean, changes: import("./script-merge.js").Difference[]} | null} */ (null));
    this.past = signal(/** @type {Edit[]} */ ([]));
    this.future = signal(/** @type {Edit[]} */ ([]));
  }

  /** What the server has. @param {any} answer */
  open(answer) {
    this.version = answer.version;
    this.synced = this.document.value = answer.document;
    this.assessed.value = answer;
    if (answer.status !== "waiting") this.state.value = "started";
  }

  /** Edits with the same key without a pause between are one: undone together, and each computed from before the first.
   * @param {string} key @param {(document: Doc) => Doc} recipe */
  edit(key, recipe) {
    const now = this.document.value;
    if (!now || this.state.value === "started") return;
    const base = this.run?.key === key ? this.run.base : now;
    const after = recipe(base);
    if (same(after, now)) return;
    const past = base === now ? this.past.value : this.past.value.slice(0, -1);
    this.past.value = [...past, { before: base, after }].slice(-HISTORY);
    this.future.value = [];
    this.run = { key, base };
    this.put(after);
  }

  /** The next edit is one of its own. */
  settle() {
    this.run = null;
  }

  undo() {
    this.back(this.past, this.future);
  }

  redo() {
    this.back(this.future, this.past);
  }

  /** Takes back one edit and leaves what others did since. @param {import("./vendor/preact.js").Signal<Edit[]>} from @param {import("./vendor/preact.js").Signal<Edit[]>} to */
  back(from, to) {
    const edit = from.value[from.value.length - 1];
    const now = this.document.value;
    if (!edit || !now || this.state.value === "started") return;
    this.run = null;
    from.value = from.value.slice(0, -1);
    if (edit.starts) return void this.backTo(edit, edit.starts, to);
    to.value = [...to.value, { before: edit.after, after: edit.before }];
    this.put(merge(edit.after, edit.before, now).document);
  }

  /** @param {Doc} document */
  put(document) {
    this.document.value = document;
    this.state.value = "waiting";
    this.soon(SAVE_MS);
  }

  /** @param {number} ms */
  soon(ms) {
    this.never(this.timer);
    this.timer = this.later(() => this.save(), ms);
  }

  get dirty() {
    return !same(this.document.value, this.synced);
  }

  /** Sends what is not yet saved. */
  async save() {
    this.never(this.timer);
    if (this.conflict.value || this.state.value === "started") return;
    if (this.busy) return this.soon(SAVE_MS);
    if (!this.dirty) return void (this.state.value = "saved");
    const sent = this.document.value;
    const { status, answer } = await this.ask(() => this.send(JSON.stringify({ seen: this.version, document: sent })));
    if (status === 200) {
      this.version = answer.version;
      this.synced = sent;
      this.assessed.value = answer;
      this.state.value = this.dirty ? "waiting" : "saved";
      if (this.dirty) this.soon(SAVE_MS);
    } else if (status === 409 && answer.document) this.meet(answer);
    else this.fail(status, answer);
  }

  /** Looks whether somebody else saved. */
  async poll() {
    if (this.busy || this.dirty || this.conflict.value || this.state.value === "started") return;
    const { status, answer } = await this.ask(() => this.look(this.version, Math.round(this.assessed.value?.starts_at ?? 0)));
    if (status === 200 && answer.status !== "waiting") this.state.value = "started";
    else if (status === 200 && answer.version !== this.version) this.meet(answer);
    else if (status === 200) this.assessed.value = answer;
  }

  /** Another announced start, by the town's clock. @param {string} starts */
  async begin(starts) {
    const before = this.assessed.value?.starts ?? starts;
    const now = this.document.value;
    if (!now || before === starts || !(await this.beginAt(starts))) return;
    this.run = null;
    this.past.value = [...this.past.value, { before: now, after: now, starts: { before, after: starts } }].slice(-HISTORY);
    this.future.value = [];
  }

  /** What others announced since is left alone. @param {Edit} edit @param {{before: string, after: string}} starts @param {import("./vendor/preact.js").Signal<Edit[]>} to */
  async backTo(edit, { before, after }, to) {
    if (this.assessed.value?.starts !== after || !(await this.beginAt(before))) return;
    to.value = [...to.value, { ...edit, starts: { before: after, after: before } }];
  }

  /** Whether the server took it. @param {string} starts */
  async beginAt(starts) {
    await this.save();
    const { status, answer } = await this.ask(() => this.announce(starts));
    if (status === 200) this.assessed.value = answer;
    else this.fail(status, answer);
    return status === 200;
  }

  /** @param {() => Promise<{status: number, answer: any}>} request */
  async ask(request) {
    this.busy = true;
    try {
      return await request();
    } catch {
      return { status: 0, answer: null };
    } finally {
      this.busy = false;
    }
  }

  /** @param {number} status @param {any} answer */
  fail(status, answer) {
    if (answer?.code === "already-started") return void (this.state.value = "started");
    this.state.value = status >= 400 && status < 500 ? "refused" : "offline";
    this.refusal.value = answer?.text ?? "";
    if (this.state.value === "offline") this.soon(RETRY_MS);
  }

  /** Somebody was faster: joins both, or asks where both changed the same. @param {any} answer */
  meet(answer) {
    const { document: theirs, version, by, mine } = answer;
    const base = this.synced;
    const { document, conflicts } = merge(base, this.document.value, theirs);
    this.version = version;
    if (conflicts.length) this.conflict.value = { base, theirs, by, mine, conflicts, answer };
    else this.adopt(document, answer);
  }

  /** @param {(path: (string | number)[]) => "mine" | "theirs"} pick */
  resolve(pick) {
    const asked = this.conflict.value;
    if (!asked) return;
    this.conflict.value = null;
    this.adopt(merge(asked.base, this.document.value, asked.theirs, pick).document, asked.answer);
  }

  /** @param {Doc} document @param {any} answer */
  adopt(document, answer) {
    const changes = differences(this.document.value, document);
    this.run = null;
    this.synced = answer.document;
    this.document.value = document;
    if (changes.length) this.news.value = { by: answer.by, mine: answer.mine, changes };
    if (this.dirty) return this.put(document);
    this.assessed.value = answer;
    this.state.value = "saved";
  }
}
