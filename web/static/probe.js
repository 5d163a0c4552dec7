// @ts-check
/** The Bild- und Tonprobe: asks the server for one's own sound and picture back and judges what comes; knows no DOM. */

import { signal } from "./vendor/preact.js";
import { judge } from "./media-loop.js";

const MEASURE_MS = 4_000;
const CLOSE_MS = 10_000; // for the loop to close: connect, be mapped
const LOOK_MS = 200;
const HEIGHT = 360;
const QUIET = 0.1; // on the scale of tone.js: nobody has spoken

/** @param {number} wait milliseconds */
const pause = (wait) => new Promise((done) => setTimeout(done, wait));

export class Probe {
  /** @param {{live: import("./live.js").Live, signal: (name: string, data: object) => unknown}} given */
  constructor({ live, signal: send }) {
    this.live = live;
    this.send = send;
    this.running = false;
    this.round = 0;
    /** @type {import("./vendor/preact.js").Signal<"checking" | "good" | "reduced" | "sound" | "line" | "less" | null>} */
    this.verdict = signal(null);
    this.quiet = signal(false);
  }

  /** Four seconds of the loop, then the verdict; a newer run replaces an older one. */
  async run() {
    const round = ++this.round;
    this.running = true;
    this.verdict.value = "checking";
    this.again();
    const found = await this.measure(round);
    if (round === this.round) this.conclude(found);
  }

  /** Said again after the line was lost: the server keeps it in memory only. */
  again() {
    if (!this.running) return;
    this.send("probe.start", {});
    this.live.layout([[this.live.ownSeat, HEIGHT]]);
  }

  /** @param {number} round */
  async measure(round) {
    const before = await this.closed(round);
    if (!before) return judge(null, null, false);
    let loudest = 0;
    for (let left = MEASURE_MS; left > 0 && round === this.round; left -= LOOK_MS) {
      await pause(LOOK_MS);
      loudest = Math.max(loudest, this.live.level.value);
    }
    this.quiet.value = loudest < QUIET;
    return judge(before, await this.live.loop(), this.live.camera.value === "on");
  }

  /** The first reading with sound in it, null where none comes. @param {number} round */
  async closed(round) {
    for (let left = CLOSE_MS; left > 0 && round === this.round; left -= LOOK_MS) {
      const found = await this.live.loop();
      if (found?.voice && (found.frames || this.live.camera.value !== "on" || left <= CLOSE_MS / 2)) return found;
      await pause(LOOK_MS);
    }
    return null;
  }

  /** @param {"good" | "reduced" | "sound" | "line"} found */
  conclude(found) {
    this.verdict.value = this.live.microphone.value === "on" ? found : "less";
    this.live.soundless = this.verdict.value === "less" || this.verdict.value === "line";
  }

  /** On among the others, whatever was found. */
  end() {
    this.round += 1;
    this.running = false;
    this.send("probe.done", {});
  }
}
