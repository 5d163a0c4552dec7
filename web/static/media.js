// @ts-check
/**
 * Sound and picture of this person and of the others; never touches the DOM and knows no socket.
 *
 * The streams in `voices`, `pictures` and `screen` live as long as the object: a rebuilt connection puts its tracks into
 * the same streams, so elements are given their `srcObject` once. Who is behind a slot only the mapping says, never a
 * track's events.
 */

import { Connection, VOICES } from "./media-connection.js";
import { reading } from "./media-loop.js";
import { Patience } from "./media-patience.js";
import { digest, packetsByMid, pictureLoss, sums } from "./media-stats.js";
import { Timers } from "./media-timers.js";
import { Watchdog } from "./media-watchdog.js";

const STATS_MS = 2500;
const DISCONNECTED_MS = 5000;
const CONNECTING_MS = 10000;
const LEVELS_MS = 200;
const NUDGE_MS = 3000; // a live path has answered a check of connectivity in that time
const CALM_MS = 10000; // a connection that held so long ends the growing of pauses
const DEAF_MS = 30000; // not more often: where it does not help it must not hurt
const IN_VAIN = 3; // attempts
const BACKOFF_MS = [300, 1000, 2000, 4000, 8000];

/** @typedef {{epoch: number, voices: (number|null)[], pictures: (number|null)[], screen: number|null}} Mapping */
/**
 * interrupted: was connected or will be, tries again by itself · failed: still tries, but several attempts were in vain
 * @typedef {"connecting"|"connected"|"interrupted"|"failed"|"closed"} State
 */

/**
 * @typedef {object} Options
 * @property {(name: string, data: object) => Promise<any>} signal sends `media.offer`, `media.applied`, `media.layout`
 * @property {(mapping: Mapping) => void} [onMapping]
 * @property {(state: State, why: string) => void} [onState]
 * @property {(digest: import("./media-stats.js").Digest) => void} [onStats] every 5 seconds
 * @property {(levels: Map<number, number>) => void} [onLevels] how loud people are, 0 to 1 by seat, five times a second
 * @property {RTCIceServer[]} [iceServers]
 * @property {number} [pictures] picture slots: 16, on phones 9
 * @property {(seat: number) => boolean} [isMuted] whether silence of this seat is as it should be; unknown: yes
 */

export class Media {
  /** @param {Options} options */
  constructor({ signal, onMapping, onState, onStats, onLevels, iceServers = [], pictures = 16, isMuted = () => true }) {
    this.signal = signal;
    this.onMapping = onMapping ?? (() => undefined);
    this.onState = onState ?? (() => undefined);
    this.onStats = onStats ?? (() => undefined);
    this.onLevels = onLevels ?? (() => undefined);
    this.isMuted = isMuted;
    this.iceServers = iceServers;
    this.voices = streams(VOICES);
    this.pictures = streams(pictures);
    this.screen = new MediaStream();
    /** @type {Mapping} */
    this.mapping = { epoch: 0, voices: [], pictures: [], screen: null };
    /** @type {State} */
    this.state = "closed";
    /** @type {Record<"microphone"|"camera"|"screen", MediaStreamTrack|null>} */
    this.sources = { microphone: null, camera: null, screen: null };
    /** @type {{show: [number, number][], save: boolean, pin: number[], hall: string|null}|null} */
    this.wish = null;
    /** @type {Record<string, boolean>} */
    this.layers = {};
    /** @type {Connection|null} */
    this.connection = null;
    this.instance = "";
    this.attempts = 0;
    this.rounds = 0;
    this.watchdog = new Watchdog();
    this.patience = new Patience();
    this.deafAt = -DEAF_MS;
    this.timers = new Timers();
  }

  /** Connects, and from then on stays connected by itself until `close`. */
  async connect() {
    await this.rebuild("connect");
  }

  /** The page was away or the network changed: builds anew at once unless the path proves alive.
   * @param {string} why */
  async nudge(why) {
    const connection = this.connection;
    if (this.state === "closed" || !connection) return;
    if (this.state !== "connected") return this.timers.later("rebuild", Math.random() * 300, () => this.rebuild(why));
    await this.unlessAlive("nudge", () => this.restart(why));
  }

  /** @param {string} name of the timer @param {() => unknown} act where nothing at all arrives for a while */
  async unlessAlive(name, act) {
    const connection = this.connection;
    const before = await connection?.arrived();
    if (!connection || connection !== this.connection) return;
    this.timers.later(name, NUDGE_MS, async () => {
      const alive = (await connection.arrived()) > (before ?? 0);
      if (connection !== this.connection) return;
      if (alive) this.become("connected", name);
      else act();
    });
  }

  /** The same connection over another path: new credentials, but the same keys and slots. Where nothing comes by it
   * either, or another media process answers, the connection is built anew. @param {string} why */
  async restart(why) {
    const connection = this.connection;
    if (!connection || !this.instance) return this.again(why);
    this.timers.cancel("disconnected");
    this.become("interrupted", why);
    try {
      const answer = await this.signal("media.offer", { sdp: await connection.offer(true) });
      if (connection !== this.connection) return;
      if (answer.instance !== this.instance) return void (await this.rebuild(why));
      await connection.apply(answer.sdp);
      await this.unlessAlive("restart", () => this.rebuild(why));
    } catch {
      if (connection === this.connection) this.again("refused");
    }
  }

  close() {
    this.drop();
    this.become("closed", "close");
  }

  /**
   * A message for media from the socket.
   * @param {string} name `mapping`, `demand`, `state` or `instance`, with or without `media.` in front
   * @param {any} data
   */
  handle(name, data) {
    switch (name.replace(/^media\./, "")) {
      case "mapping":
        this.mapping = data;
        this.onMapping(data);
        break;
      case "demand":
        this.layers = { ...this.layers, ...data.layers };
        void this.connection?.demand(this.layers);
        break;
      case "state":
        if (data.state === "gone") this.again("gone");
        break;
      case "instance":
        // another media process, or the same one born again: what we are connected to is no more
        if (data.instance && this.instance && data.instance !== this.instance) this.again("instance");
        break;
    }
  }

  /** @param {MediaStreamTrack|null} track */
  setMicrophone(track) {
    return this.replace("microphone", track);
  }

  /** @param {MediaStreamTrack|null} track */
  setCamera(track) {
    return this.replace("camera", track);
  }

  /** @param {MediaStreamTrack|null} track */
  setScreen(track) {
    return this.replace("screen", track);
  }

  /**
   * Which people this page shows and how large, most important first.
   * @param {[number, number][]} show pairs of seat and height in pixels
   * @param {boolean} save whether to save data
   * @param {number[]} pin of them, whose picture comes first on a thin line
   * @param {"wide"|"tall"|null} hall the shape in which the hall is shown, if it is
   */
  layout(show, save = false, pin = [], hall = null) {
    this.wish = { show, save, pin, hall };
    return this.tell("media.layout", this.wish);
  }

  /** How loud people are now, 0 to 1 over 50 dB, by seat; only those behind a voice slot. @returns {Map<number, number>} */
  levels() {
    const levels = new Map();
    this.connection?.slots.voices.forEach((slot, index) => {
      const seat = this.mapping.voices[index];
      const [source] = slot.receiver.getSynchronizationSources();
      if (seat != null && source && performance.timeOrigin + performance.now() - source.timestamp < 500) {
        levels.set(seat, loudness(source.audioLevel ?? 0));
      }
    });
    return levels;
  }

  /** What has come back of this seat's own sound and picture, in its room of the probe; null before it is mapped.
   * @param {number} seat */
  async loop(seat) {
    const { voices, pictures } = this.connection?.slots ?? { voices: [], pictures: [] };
    const voice = voices[this.mapping.voices.indexOf(seat)]?.mid ?? null;
    const picture = pictures[this.mapping.pictures.indexOf(seat)]?.mid ?? null;
    if (this.state !== "connected" || (!voice && !picture)) return null;
    const report = /** @type {any} */ (await this.connection?.pc.getStats());
    return reading(report, voice, picture);
  }

  /** Whose picture came in last on this slot, by the label on its packets, and its RTP timestamp where that is told; null
   * where the browser does not tell. @param {number} slot @returns {{seat: number, timestamp: number|undefined} | null} */
  labelOf(slot) {
    const sources = this.connection?.slots.pictures[slot]?.receiver.getContributingSources?.() ?? [];
    const newest = sources.reduce((best, each) => (each.timestamp > (best?.timestamp ?? 0) ? each : best), sources[0]);
    return newest ? { seat: newest.source, timestamp: newest.rtpTimestamp } : null;
  }

  /** @param {"microphone"|"camera"|"screen"} slot @param {MediaStreamTrack|null} track */
  async replace(slot, track) {
    this.sources[slot] = track;
    await this.connection?.slots[slot].sender.replaceTrack(track);
    if (slot === "camera") await this.connection?.fit(track);
  }

  /** @param {string} why */
  async rebuild(why) {
    this.drop();
    if (!this.attempts) this.become("connecting", why);
    const connection = new Connection(this.iceServers, this.pictures.length);
    this.connection = connection;
    try {
      await this.dial(connection);
    } catch {
      if (connection === this.connection) this.again("refused");
    }
  }

  /** @param {Connection} connection */
  async dial(connection) {
    const slots = connection.slots;
    this.fill(slots);
    await Promise.all([
      slots.microphone.sender.replaceTrack(this.sources.microphone),
      slots.camera.sender.replaceTrack(this.sources.camera),
      slots.screen.sender.replaceTrack(this.sources.screen),
    ]);
    connection.pc.addEventListener("connectionstatechange", () => this.changed(connection));
    this.timers.later("connecting", CONNECTING_MS, () => this.again("no answer"));
    const answer = await this.signal("media.offer", { sdp: await connection.offer() });
    if (connection !== this.connection) return;
    this.instance = answer.instance ?? "";
    await connection.apply(answer.sdp);
    // only now may the server send: before, Chromium would bind its streams to the wrong sections
    await this.tell("media.applied", {});
    if (this.wish) await this.tell("media.layout", this.wish);
    await connection.fit(this.sources.camera);
    await connection.demand(this.layers);
  }

  /** @param {import("./media-connection.js").Slots} slots */
  fill(slots) {
    /** @param {MediaStream} stream @param {RTCRtpTransceiver} slot */
    const put = (stream, slot) => {
      stream.getTracks().forEach((track) => stream.removeTrack(track));
      stream.addTrack(slot.receiver.track);
    };
    this.voices.forEach((stream, index) => put(stream, slots.voices[index]));
    this.pictures.forEach((stream, index) => put(stream, slots.pictures[index]));
    put(this.screen, slots.screenPicture);
  }

  /** @param {Connection} connection */
  changed(connection) {
    if (connection !== this.connection) return;
    const state = connection.pc.connectionState;
    if (state === "connected") {
      this.timers.cancel("connecting", "disconnected", "rebuild", "restart");
      this.timers.later("calm", CALM_MS, () => (this.attempts = 0));
      this.become("connected", state);
      this.watch(connection);
    } else if (state === "disconnected") {
      this.become("interrupted", state);
      this.timers.later("disconnected", DISCONNECTED_MS, () => this.restart(state));
    } else if (state === "failed") {
      this.again(state);
    }
  }

  /** Reads statistics for as long as this connection is the one. @param {Connection} connection */
  watch(connection) {
    if (this.timers.runs("stats")) return;
    let before = sums(new Map());
    let at = performance.now();
    const read = async () => {
      const report = /** @type {Map<string, any>} */ (/** @type {unknown} */ (await connection.pc.getStats()));
      if (connection !== this.connection) return;
      this.timers.later("stats", STATS_MS, read);
      const now = performance.now();
      if (this.rounds++ % 2) {
        const after = sums(report);
        connection.steady(this.patience.after(pictureLoss(before, after), after.rtt_ms));
        this.onStats(digest(before, after, (now - at) / 1000));
        [before, at] = [after, now];
      }
      if (this.watchdog.deaf(now, this.mapped(connection), packetsByMid(report))) this.deaf(now);
    };
    this.timers.later("stats", STATS_MS, read);
    this.measure();
  }

  measure() {
    this.onLevels(this.levels());
    this.timers.later("levels", LEVELS_MS, () => this.measure());
  }

  /** @param {number} now */
  deaf(now) {
    if (now - this.deafAt < DEAF_MS) return;
    this.deafAt = now;
    this.again("deaf");
  }

  /** Section ids that must be receiving. @param {Connection} connection @returns {string[]} */
  mapped(connection) {
    const { voices, pictures, screenPicture } = connection.slots;
    const heard = voices.filter((_, i) => this.mapping.voices[i] != null && !this.isMuted(Number(this.mapping.voices[i])));
    const seen = pictures.filter((_, i) => this.mapping.pictures[i] != null);
    const all = this.mapping.screen == null ? [...heard, ...seen] : [...heard, ...seen, screenPicture];
    return all.map((slot) => slot.mid ?? "");
  }

  /** Builds the connection again after a while that grows, and differs between browsers. @param {string} why */
  again(why) {
    if (this.state === "closed" || this.timers.runs("rebuild")) return;
    this.become(this.attempts >= IN_VAIN ? "failed" : "interrupted", why);
    const wait = BACKOFF_MS[Math.min(this.attempts++, BACKOFF_MS.length - 1)] * (0.5 + Math.random());
    this.timers.later("rebuild", wait, () => this.rebuild(why));
  }

  drop() {
    this.timers.cancel();
    this.watchdog = new Watchdog();
    this.connection?.close();
    this.connection = null;
  }

  /** @param {State} state @param {string} why */
  become(state, why) {
    if (state === this.state) return;
    this.state = state;
    this.onState(state, why);
  }

  /** Repeatable messages: a lost one is sent again with the next connection. @param {string} name @param {object} data */
  async tell(name, data) {
    await this.signal(name, data).catch(() => undefined);
  }
}

/** @param {number} level as WebRTC gives it, linear */
function loudness(level) {
  return level > 0 ? Math.min(1, Math.max(0, 1 + (20 * Math.log10(level)) / 50)) : 0;
}

/** @param {number} count */
function streams(count) {
  return Array.from({ length: count }, () => new MediaStream());
}
