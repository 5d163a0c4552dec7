// @ts-check
/** How times are written: pure functions from seconds to what stands on the screen. */

/** Seconds as "12:05"; hours only when there are any. @param {number} seconds */
export function minutesSeconds(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = `${Math.floor(whole / 60) % 60}:${String(whole % 60).padStart(2, "0")}`;
  const hours = Math.floor(whole / 3600);
  return hours ? `${hours}:${rest.padStart(5, "0")}` : rest;
}

/** Time left until `endsAt`; past it "+2:14". Rounded up, so that 0:00 means over.
 * @param {number} endsAt @param {number} now */
export function countdown(endsAt, now) {
  const left = endsAt - now;
  return left >= 0 ? minutesSeconds(Math.ceil(left)) : `+${minutesSeconds(-left)}`;
}

/** The town's, so that a device abroad shows the time that the letter says. */
const timeZone = globalThis.document?.documentElement.dataset.zone || undefined;

/** @param {number} at epoch seconds @param {string} language */
export function clockTime(at, language) {
  const tag = language === "en" ? "en-GB" : "de-DE";
  return new Date(at * 1000).toLocaleTimeString(tag, { hour: "2-digit", minute: "2-digit", timeZone });
}

/** What counts for the clock of a phase: while paused, time stands still at `paused_at`.
 * @param {import("./types").Evening} evening @param {number} now */
export function phaseNow(evening, now) {
  return evening.paused_at ?? now;
}

/** Seconds left in the running phase, or null when none runs.
 * @param {import("./types").Evening | null} evening @param {number} now */
export function secondsLeft(evening, now) {
  if (!evening?.phase || evening.ends_at === null) return null;
  return evening.ends_at - phaseNow(evening, now);
}

/** Seconds that the running phase is over its time: all that comes begins so much later.
 * @param {import("./types").Evening | null} evening @param {number} now */
export function lateness(evening, now) {
  return Math.max(0, -(secondsLeft(evening, now) ?? 0));
}

/** How urgent the clock looks: "calm", then "soon" from the first warning, "last" from the last one, "over".
 * @param {import("./types").Evening} evening @param {number} now */
export function urgency(evening, now) {
  const left = secondsLeft(evening, now);
  if (left === null) return "calm";
  if (left < 0) return "over";
  const warn = [...(evening.warn ?? [])].sort((a, b) => a - b);
  if (warn.length && left <= warn[0]) return "last";
  return warn.length && left <= warn[warn.length - 1] ? "soon" : "calm";
}

/** What is left of a turn, past its length "+0:12"; nothing where turns have none.
 * @param {{since: Record<string, number>, limit_s: number} | null} floor @param {number} seat @param {number} now */
export function turnLeft(floor, seat, now) {
  const since = floor?.since?.[seat];
  return floor?.limit_s && since ? countdown(since + floor.limit_s, Math.max(now, since)) : "";
}

/** A speaker's own time: of their turn where turns have a length, else of the phase.
 * @param {import("./types").Evening | null} evening @param {{since: Record<string, number>, limit_s: number} | null} floor
 * @param {number} seat @param {number} now @returns {{text: string, of: "turn" | "phase", look: string} | null} */
export function ownTime(evening, floor, seat, now) {
  const turn = turnLeft(floor, seat, now);
  if (turn) return { text: turn, of: "turn", look: turn.startsWith("+") ? "over" : "calm" };
  if (!evening?.phase || evening.ends_at === null) return null;
  return { text: countdown(evening.ends_at, phaseNow(evening, now)), of: "phase", look: urgency(evening, now) };
}

/** When the evening ends, with what the running phase is over its time by now.
 * @param {import("./types").Evening} evening @param {number} now */
export function endAt(evening, now) {
  const left = secondsLeft(evening, now);
  if (evening.end_at === null || left === null) return evening.end_at;
  return evening.end_at + Math.max(0, -left);
}

/** The step whose time it is. @param {import("./types").Evening} evening @param {number} now */
export function currentStep(evening, now) {
  const at = phaseNow(evening, now);
  return (evening.steps ?? []).find((step) => step.starts_at <= at && at < step.ends_at) ?? null;
}

/** Seconds until everybody is moved, into groups or out of them, once that countdown runs; else null. A phase that only
 * a person ends has none until they do. @param {import("./types").Evening} evening @param {number} now */
export function moveLeft(evening, now) {
  const left = secondsLeft(evening, now);
  if (!evening.return_s || left === null || evening.status !== "running") return null;
  if (evening.phase?.manual && !evening.leaving) return null;
  return left <= evening.return_s ? Math.max(0, left) : null;
}

/** A date as people say it: "31. März 2027". @param {string} iso @param {string} language */
export const day = (iso, language) =>
  new Intl.DateTimeFormat(language === "en" ? "en-GB" : "de-DE", { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));
