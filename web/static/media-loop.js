// @ts-check
/** What the loop of the Bild- und Tonprobe says: own packets there and back, judged in one word; pure. */

const LOSS = 0.05;
const SLOW_MS = 500;
const HALF = 0.5; // of the pictures that were sent

/**
 * What has come back so far.
 * @typedef {{voice: number, lost: number, arrived: number, frames: number, sent: number, rtt_ms: number}} Reading
 */

/** @param {Map<string, any>} report @param {string | null} voice @param {string | null} picture section ids of the own slots
 * @returns {Reading} */
export function reading(report, voice, picture) {
  const found = { voice: 0, lost: 0, arrived: 0, frames: 0, sent: 0, rtt_ms: 0 };
  for (const entry of report.values()) {
    if (entry.type === "inbound-rtp" && (entry.mid === voice || entry.mid === picture)) {
      found.arrived += entry.packetsReceived ?? 0;
      found.lost += entry.packetsLost ?? 0;
      if (entry.mid === voice) found.voice = entry.packetsReceived ?? 0;
      else found.frames = entry.framesDecoded ?? 0;
    } else if (entry.type === "media-source" && entry.kind === "video") {
      found.sent = Math.max(found.sent, entry.frames ?? 0);
    } else if (entry.type === "candidate-pair" && entry.nominated) {
      found.rtt_ms = Math.round((entry.currentRoundTripTime ?? 0) * 1000);
    }
  }
  return found;
}

/**
 * good: heard and seen · reduced: so, but the picture will be smaller · sound: heard only · line: not even that
 * @param {Reading | null} before null where the loop never closed
 * @param {Reading | null} after
 * @param {boolean} camera whether a picture was sent
 * @returns {"good" | "reduced" | "sound" | "line"}
 */
export function judge(before, after, camera) {
  if (!before || !after || after.voice <= before.voice) return "line";
  const frames = after.frames - before.frames;
  if (!camera || frames < 1) return "sound";
  const [arrived, lost] = [after.arrived - before.arrived, Math.max(0, after.lost - before.lost)];
  const weak = lost / (arrived + lost) > LOSS || after.rtt_ms > SLOW_MS || frames < (after.sent - before.sent) * HALF;
  return weak ? "reduced" : "good";
}
