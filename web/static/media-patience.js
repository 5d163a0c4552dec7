// @ts-check
/**
 * How long pictures wait for what is sent again; pure.
 *
 * A browser holds pictures back for about one round trip once packets are lost. A repetition takes a little longer: the
 * gap shows with the next picture only. So every loss becomes a small stop, and every second loss a freeze. Two pictures
 * more of patience and most come in time; where no pictures are lost nobody waits.
 */

const LOSSY = 0.02; // of the packets of pictures
const CALM = 6; // readings in a row without such loss: half a minute
const TWO_PICTURES_MS = 80;
const MOST_MS = 400; // people who hear each other later still begin to talk at once (ITU-T G.114)

export class Patience {
  constructor() {
    this.calm = CALM;
  }

  /**
   * @param {number} loss share of the packets of pictures, 0 to 1, in the last seconds
   * @param {number} rtt_ms
   * @returns {number | null} for how many milliseconds pictures are held back at least; null: as the browser thinks best
   */
  after(loss, rtt_ms) {
    this.calm = loss > LOSSY ? 0 : this.calm + 1;
    return this.calm < CALM ? Math.min(MOST_MS, rtt_ms + TWO_PICTURES_MS) : null;
  }
}
