// @ts-check
/** Own microphone and camera, and the media of the others, as signals; must not know the DOM or the socket. */

import { computed, signal } from "./vendor/preact.js";
import { measure, wake } from "./tone.js";

/** @typedef {import("./types").Mapping} Mapping */

const SPEAKS = 0.45; // level from which the ring shows, on the scale of tone.js
const LAYOUT_MS = 300;
const HEARD_MS = 8_000; // who was heard so lately is expected to be heard on

export class Live {
  /** @param {{Media: any, devices: import("./types").Devices, signal: (name: string, data: object) => Promise<any>,
   *   pictures: number, storage: Storage, save: boolean}} given */
  constructor(given) {
    this.given = given;
    this.slots = given.pictures;
    /** @type {any} */ this.media = null;
    /** @type {MediaStreamTrack | null} */ this.sound = null;
    /** @type {MediaStreamTrack | null} */ this.view = null;
    this.microphone = signal("off");
    this.camera = signal("off");
    this.microphoneProblem = signal(/** @type {string | null} */ (null));
    /** Whether a microphone could be opened; `null` while nobody tried: off is not broken. */
    this.canSpeak = computed(() => (this.microphone.value === "on" ? true : this.microphoneProblem.value ? false : null));
    this.cameraProblem = signal(/** @type {string | null} */ (null));
    this.preview = signal(/** @type {MediaStream | null} */ (null));
    this.level = signal(0);
    this.state = signal("new");
    this.quality = signal(/** @type {any} */ (null));
    this.soundless = false; // nobody can hear this person, as the probe found
    this.mapping = signal(/** @type {Mapping | null} */ (null));
    this.hall = signal(/** @type {import("./types").Hall | null} */ (null)); // who sits where on the picture of the hall
    this.levels = signal(/** @type {Map<number, number>} */ (new Map()));
    this.voices = signal(/** @type {MediaStream[]} */ ([]));
    this.screen = /** @type {MediaStream | null} */ (null);
    /** @type {MediaStreamTrack | null} */ this.shown = null;
    this.sharing = signal("off");
    this.screenProblem = signal(/** @type {string | null} */ (null));
    this.blocked = signal(false);
    this.resting = signal(false);
    this.round = signal(0); // one more: every element plays again
    this.sink = signal("");
    this.pinned = signal(/** @type {number | null} */ (Number(given.storage.getItem("pinned")) || null));
    this.equal = signal(false); // all pictures of one size
    this.save = signal(given.save);
    this.ownSeat = 0;
    /** @type {Set<number>} */ this.last = new Set();
    /** @type {Map<number, number>} */ this.heardAt = new Map();
    this.speaking = computed(() => this.speakers());
    /** @type {[number, number][]} */ this.wanted = [];
    /** @type {number[]} */ this.first = [];
    /** @type {"wide"|"tall"|null} */ this.hallShape = null;
    this.layoutTimer = 0;
    this.stopMeter = () => {};
  }

  /** Connects; from then on the media stay connected by themselves.
   * @param {RTCIceServer[]} ice @param {number} seat @param {string} instance of the media process */
  start(ice, seat, instance) {
    if (this.media) return this.media.handle("instance", { instance });
    this.ownSeat = seat;
    this.media = new this.given.Media({
      signal: this.given.signal,
      onMapping: (/** @type {Mapping} */ mapping) => (this.mapping.value = mapping),
      onState: (/** @type {string} */ state) => (this.state.value = state),
      onStats: (/** @type {any} */ digest) => this.measured(digest),
      onLevels: (/** @type {Map<number, number>} */ levels) => this.hear(levels),
      isMuted: (/** @type {number} */ other) => performance.now() - (this.heardAt.get(other) ?? -HEARD_MS) >= HEARD_MS,
      iceServers: ice,
      pictures: this.slots,
    });
    this.voices.value = this.media.voices;
    this.screen = this.media.screen;
    this.media.setMicrophone(this.microphone.value === "on" ? this.sound : null);
    this.media.setCamera(this.view);
    this.media.setScreen(this.shown);
    this.ask();
    return this.media.connect();
  }

  stop() {
    this.media?.close();
    this.media = null;
    this.mapping.value = this.hall.value = null;
    this.close();
  }

  /** Own devices off, as when leaving. */
  close() {
    this.stopMeter();
    [this.sound, this.view, this.shown].forEach((track) => track?.stop());
    this.sound = this.view = this.shown = this.preview.value = null;
    this.microphone.value = this.camera.value = this.sharing.value = "off";
  }

  /** @param {string} name @param {any} data a media signal of the server, without its prefix */
  handle(name, data) {
    if (name === "hall") this.hall.value = data;
    else this.media?.handle(name, data);
  }

  /** @param {Map<number, number>} levels by seat */
  hear(levels) {
    levels.forEach((_, seat) => this.heardAt.set(seat, performance.now()));
    this.levels.value = levels;
  }

  /** @param {{loss: number, rtt_ms: number, freezes: number, audible: boolean}} digest */
  measured({ loss, rtt_ms, freezes, audible }) {
    this.quality.value = { loss, rtt_ms, freezes, audible, without_sound: this.soundless };
    this.given.signal("media.quality", this.quality.value);
  }

  /** The stream that shows this seat now, if any. @param {number} seat @param {boolean} own */
  pictureOf(seat, own) {
    if (own) return this.preview.value;
    const slot = this.mapping.value?.pictures.indexOf(seat) ?? -1;
    return slot < 0 ? null : (this.media?.pictures[slot] ?? null);
  }

  /** What the probe's loop has brought back so far. @returns {Promise<import("./media-loop.js").Reading | null>} */
  async loop() {
    return this.media?.loop(this.ownSeat) ?? null;
  }

  /** Whether what comes in on this seat's slot is this seat's, as far as the browser tells: then with the RTP timestamp
   * of the newest frame that it knows of. @param {number} seat @returns {boolean | number} */
  shows(seat) {
    const label = this.media?.labelOf(this.mapping.value?.pictures.indexOf(seat) ?? -1) ?? null;
    if (label === null) return true;
    return label.seat === seat && (label.timestamp ?? true);
  }

  /** Who speaks; the same set object while nobody begins or ends, so that tiles are not painted for nothing. */
  speakers() {
    const loud = [...this.levels.value].filter(([, level]) => level >= SPEAKS).map(([seat]) => seat);
    if (this.microphone.value === "on" && this.level.value >= SPEAKS) loud.push(this.ownSeat);
    const same = loud.length === this.last.size && loud.every((seat) => this.last.has(seat));
    return same ? this.last : (this.last = new Set(loud));
  }

  /** @param {boolean} on @param {string} [device] */
  async setMicrophone(on, device) {
    if (on && (!this.sound || device)) await this.openMicrophone(device);
    const open = on && this.sound !== null;
    if (this.sound) this.sound.enabled = open;
    this.microphone.value = open ? "on" : "off";
    this.media?.setMicrophone(open ? this.sound : null);
    this.remember();
  }

  /** @param {string} [device] */
  async openMicrophone(device) {
    const got = await this.given.devices.microphone(device);
    this.microphoneProblem.value = got.problem;
    if (!got.track) return;
    this.soundless = false;
    this.stopMeter();
    this.sound?.stop();
    this.sound = got.track;
    got.track.onended = () => this.lost("microphone");
    this.follow(got.track, this.microphoneProblem);
    this.stopMeter = measure(got.track, (level) => (this.level.value = level));
    await wake();
  }

  /** A camera that is off is let go, so that its light goes out. @param {boolean} on @param {string} [device] */
  async setCamera(on, device) {
    this.view?.stop();
    this.view = null;
    if (on) {
      const got = await this.given.devices.camera(device);
      this.cameraProblem.value = got.problem;
      this.view = got.track;
      if (got.track) got.track.onended = () => this.lost("camera");
      if (got.track) this.follow(got.track, this.cameraProblem);
    }
    this.preview.value = this.view && new MediaStream([this.view]);
    this.camera.value = this.view ? "on" : "off";
    this.media?.setCamera(this.view);
    this.given.signal("media.camera", { on: this.view !== null });
    this.remember();
  }

  /** The browser asks each time what is to be shared; its own bar may end it too. @param {boolean} on */
  async setScreen(on) {
    this.shown?.stop();
    this.shown = null;
    if (on) {
      const got = await this.given.devices.screen();
      this.screenProblem.value = got.problem === "refused" ? null : got.problem; // closing the choice is no fault
      this.shown = got.track;
      if (got.track) got.track.onended = () => this.setScreen(false);
    }
    this.sharing.value = this.shown ? "on" : "off";
    this.media?.setScreen(this.shown);
  }

  /** A device was pulled out, or a telephone call took it: then it is still there, and one tap brings it back.
   * @param {"microphone" | "camera"} which */
  async lost(which) {
    const before = this.remembered();
    const [track, problem] = which === "microphone" ? [this.sound, this.microphoneProblem] : [this.view, this.cameraProblem];
    const device = track?.getSettings().deviceId;
    if (which === "microphone") this.sound = null;
    await (which === "microphone" ? this.setMicrophone(false) : this.setCamera(false));
    const taken = device && (await this.given.devices.list()).some((each) => each.deviceId === device);
    problem.value = taken ? "interrupted" : "ended";
    if (!taken) return;
    this.given.storage.setItem("devices", JSON.stringify(before));
    this.resting.value = true;
  }

  /** A telephone call mutes a track for its time on some systems: that is said, and sound plays on afterwards.
   * @param {MediaStreamTrack} track @param {{value: string | null}} problem */
  follow(track, problem) {
    track.onmute = () => (problem.value = "interrupted");
    track.onunmute = () => {
      if (problem.value === "interrupted") problem.value = null;
      this.wakeUp();
    };
  }

  /** Back from a call, from sleep or in another network. */
  async wakeUp() {
    this.round.value += 1;
    await this.media?.nudge("back");
  }

  /** Asks for these pictures: at once where other people are to be seen, else once the layout has come to rest.
   * @param {[number, number][]} wanted @param {number[]} [pin] of them, who comes first on a thin line
   * @param {"wide"|"tall"|null} [hall] the shape in which the hall is shown */
  layout(wanted, pin = [], hall = null) {
    if (JSON.stringify([wanted, pin, hall]) === JSON.stringify([this.wanted, this.first, this.hallShape])) return;
    const before = new Set(this.wanted.map(([seat]) => seat));
    const others = hall !== this.hallShape || wanted.some(([seat]) => !before.has(seat));
    this.wanted = wanted;
    this.first = pin;
    this.hallShape = hall;
    clearTimeout(this.layoutTimer);
    this.layoutTimer = Number(setTimeout(() => this.ask(), others ? 0 : LAYOUT_MS));
  }

  ask() {
    this.media?.layout(this.wanted, this.save.value, this.first, this.hallShape);
  }

  /** @param {number | null} seat that stays large; kept over a reload */
  pin(seat) {
    this.pinned.value = seat;
    this.given.storage.setItem("pinned", String(seat ?? ""));
  }

  /** @param {boolean} save */
  setSave(save) {
    this.save.value = save;
    this.ask();
  }

  /** Inside a click: sound may begin, and what was on before a reload is on again. */
  async resume() {
    this.blocked.value = this.resting.value = false;
    await wake();
    this.round.value += 1;
    const before = this.remembered();
    if (before.microphone && this.microphone.value === "off") await this.setMicrophone(true);
    if (before.camera && this.camera.value === "off") await this.setCamera(true);
  }

  /** After a reload: were microphone or camera on? Then one tap brings them back, never the page by itself. */
  rest() {
    const before = this.remembered();
    this.resting.value = before.microphone || before.camera;
  }

  remember() {
    const on = { microphone: this.microphone.value === "on", camera: this.camera.value === "on" };
    this.given.storage.setItem("devices", JSON.stringify(on));
  }

  /** @returns {{microphone: boolean, camera: boolean}} */
  remembered() {
    return JSON.parse(this.given.storage.getItem("devices") ?? '{"microphone":false,"camera":false}');
  }

  /** @param {DOMException} error of an element that did not play */
  refusedSound(error) {
    if (error.name === "NotAllowedError") this.blocked.value = true;
  }
}
