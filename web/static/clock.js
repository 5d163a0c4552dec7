// @ts-check
/** The server's clock as seen from here: the offset of the fastest of the last exchanges; knows neither socket nor DOM. */

const KEPT = 5;

export class Clock {
  /** @param {() => number} local local time in seconds */
  constructor(local = () => Date.now() / 1000) {
    this.local = local;
    /** @type {{rtt: number, offset: number}[]} */
    this.samples = [];
  }

  /** Epoch seconds on the server's clock. */
  now() {
    return this.local() + this.offset();
  }

  offset() {
    if (!this.samples.length) return 0;
    return this.samples.reduce((best, sample) => (sample.rtt < best.rtt ? sample : best)).offset;
  }

  /** A first guess from `hello`: how long it was under way is unknown, so any exchange beats it.
   * @param {number} serverNow */
  guess(serverNow) {
    this.samples = [{ rtt: Infinity, offset: serverNow - this.local() }];
  }

  /** One exchange: sent at and received at on the local clock, answered at on the server's.
   * @param {number} sent @param {number} received @param {number} serverNow */
  exchange(sent, received, serverNow) {
    const sample = { rtt: received - sent, offset: serverNow - (sent + received) / 2 };
    this.samples = [...this.samples, sample].slice(-KEPT);
  }
}
