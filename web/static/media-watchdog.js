// @ts-check
/**
 * Judges whether a connection has gone deaf; pure, time is an input, and it rebuilds nothing itself.
 *
 * Chromium may bind a stream to the wrong section, and then that slot is silent for ever. A slot that once received is
 * bound for good: a person who vanishes silences a slot too, and must not make every viewer reconnect at once.
 */

export const PATIENCE_MS = 5000;

export class Watchdog {
  constructor() {
    /** @type {Map<string, number>} since when a slot that never received has been mapped, by section id */
    this.since = new Map();
    this.total = 0;
    this.movedAt = 0;
  }

  /**
   * @param {number} now milliseconds
   * @param {string[]} mapped section ids that a sending person is mapped to
   * @param {Map<string, number>} packets received so far by section id
   * @returns {boolean} whether the connection has to be built again
   */
  deaf(now, mapped, packets) {
    return this.unbound(now, mapped, packets) || this.stalled(now, mapped, packets);
  }

  /** @param {number} now @param {string[]} mapped @param {Map<string, number>} packets */
  unbound(now, mapped, packets) {
    const waiting = mapped.filter((mid) => !packets.get(mid));
    this.since = new Map(waiting.map((mid) => [mid, this.since.get(mid) ?? now]));
    return [...this.since.values()].some((start) => now - start >= PATIENCE_MS);
  }

  /** Two people at least: one alone may just have vanished. @param {number} now @param {string[]} mapped @param {Map<string, number>} packets */
  stalled(now, mapped, packets) {
    const total = [...packets.values()].reduce((sum, count) => sum + count, 0);
    if (total !== this.total || mapped.length < 2) {
      this.total = total;
      this.movedAt = now;
    }
    return now - this.movedAt >= PATIENCE_MS;
  }
}
