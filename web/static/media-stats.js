// @ts-check
/** What one reading of getStats says about the last seconds; knows no seats and keeps nothing but the reading before. */

/**
 * @typedef {object} Digest
 * @property {number} loss share of packets lost on the way to us, 0 to 1
 * @property {number} rtt_ms round trip to the server
 * @property {number} freezes pictures that froze since the last digest
 * @property {number} concealed share of sound that had to be invented
 * @property {boolean} audible whether any packet arrived
 * @property {number} up_bps
 * @property {number} down_bps
 */

/** @typedef {{packets: number, lost: number, pictures: number, gone: number, freezes: number, concealed: number, samples: number, up: number, down: number, rtt_ms: number}} Sums */

/** @param {Map<string, any>} report an RTCStatsReport @returns {Sums} */
export function sums(report) {
  const found = { packets: 0, lost: 0, pictures: 0, gone: 0, freezes: 0, concealed: 0, samples: 0, up: 0, down: 0, rtt_ms: 0 };
  for (const entry of report.values()) {
    if (entry.type === "inbound-rtp") {
      found.packets += entry.packetsReceived ?? 0;
      found.lost += entry.packetsLost ?? 0;
      if (entry.kind === "video") {
        found.pictures += entry.packetsReceived ?? 0;
        found.gone += entry.packetsLost ?? 0;
      }
      found.freezes += entry.freezeCount ?? 0;
      found.concealed += entry.concealedSamples ?? 0;
      found.samples += entry.totalSamplesReceived ?? 0;
    } else if (entry.type === "transport") {
      found.up += entry.bytesSent ?? 0;
      found.down += entry.bytesReceived ?? 0;
    } else if (entry.type === "candidate-pair" && entry.nominated) {
      found.rtt_ms = Math.round((entry.currentRoundTripTime ?? 0) * 1000);
    }
  }
  return found;
}

/**
 * @param {Sums} before
 * @param {Sums} after
 * @param {number} seconds between the two
 * @returns {Digest}
 */
export function digest(before, after, seconds) {
  const packets = after.packets - before.packets;
  const lost = Math.max(0, after.lost - before.lost);
  const samples = after.samples - before.samples;
  return {
    loss: packets + lost > 0 ? lost / (packets + lost) : 0,
    rtt_ms: after.rtt_ms,
    freezes: Math.max(0, after.freezes - before.freezes),
    concealed: samples > 0 ? Math.max(0, after.concealed - before.concealed) / samples : 0,
    audible: packets > 0,
    up_bps: Math.round(((after.up - before.up) * 8) / seconds),
    down_bps: Math.round(((after.down - before.down) * 8) / seconds),
  };
}

/**
 * Share of the packets of pictures that were lost, 0 to 1. Not of sound: of that a speaker's own loss is never made good.
 * @param {Sums} before @param {Sums} after
 */
export function pictureLoss(before, after) {
  const gone = Math.max(0, after.gone - before.gone);
  return gone / Math.max(1, gone + after.pictures - before.pictures);
}

/** Packets received so far by section id. @param {Map<string, any>} report @returns {Map<string, number>} */
export function packetsByMid(report) {
  const found = new Map();
  for (const entry of report.values()) {
    if (entry.type === "inbound-rtp" && entry.mid !== undefined) found.set(entry.mid, entry.packetsReceived ?? 0);
  }
  return found;
}
