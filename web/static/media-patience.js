// @ts-check
/**
 * How long pictures wait for what is sent again; pure.
 *
 * A browser holds pictures back for about one round trip once packets are lost. A repetition takes a little longer: the
 * gap shows with the next picture only. So every loss becomes a small stop, and every second loss a freeze. Two pictures
 * more of patience and most come in time; on a line that loses nothing nobody waits.
 */

const LOSSY = 0.02; // of all packets
const CALM = 6; // readings in a row without such loss: half a minute
const TWO_PICTURES_MS = 80;
const MOST_MS = 400; // above it, people begin to talk over each other (ITU-T G.114)

export class Patience {
  constructor() {
    this.calm = CALM;
  }

  /**
   * @param {import("./media-stats.js").Digest} digest what the last seconds were like
   * @returns {number | null} for how many milliseconds pictures are held back at least; null: as the browser thinks best
   */
  after({ loss, rtt_ms }) {
    this.calm = loss > LOSSY ? 0 : this.calm + 1;
    return this.calm < CALM ? Math.min(MOST_MS, rtt_ms + TWO_PICTURES_MS) : null;
  }
}
