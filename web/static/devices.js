// @ts-check
/** This person's camera and microphone; never touches the DOM. Every failure is a coded result, never an exception. */

const PICTURE = { width: { ideal: 640, max: 1280 }, height: { ideal: 360, max: 720 }, frameRate: { ideal: 24, max: 24 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const SCREEN = { video: { frameRate: { ideal: 5, max: 8 } }, audio: false };

/**
 * refused: the person or the system said no · missing: there is no such device · busy: another program has it ·
 * insecure: the page may not ask (no https, or an in-app browser) · failed: anything else
 * @typedef {"refused" | "missing" | "busy" | "insecure" | "failed"} Problem
 */

/** @typedef {{track: MediaStreamTrack | null, problem: Problem | null}} Result */

/** @type {Record<string, Problem>} */
const PROBLEMS = {
  NotAllowedError: "refused",
  SecurityError: "insecure",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** @param {unknown} error @returns {Problem} */
export function problem(error) {
  return PROBLEMS[/** @type {{name?: string}} */ (error)?.name ?? ""] ?? "failed";
}

/** @param {string} [device] the device of last time; another one is taken where it is gone */
export function microphone(device) {
  return first((media) => media.getUserMedia({ audio: choose(SOUND, device) }), "");
}

/** @param {string} [device] the device of last time; another one is taken where it is gone */
export function camera(device) {
  return first((media) => media.getUserMedia({ video: choose(PICTURE, device) }), "motion");
}

/** The screen or a window, chosen by the person. */
export function screen() {
  return first((media) => media.getDisplayMedia(SCREEN), "detail");
}

/** Microphones, cameras and loudspeakers; labels are empty until one was allowed. @returns {Promise<MediaDeviceInfo[]>} */
export async function list() {
  if (!navigator.mediaDevices) return [];
  return navigator.mediaDevices.enumerateDevices().catch(() => []);
}

/** Calls back when a device was plugged in or pulled out. Returns what ends that. @param {() => void} changed */
export function onChange(changed) {
  navigator.mediaDevices?.addEventListener("devicechange", changed);
  return () => navigator.mediaDevices?.removeEventListener("devicechange", changed);
}

/**
 * @param {(media: MediaDevices) => Promise<MediaStream>} ask
 * @param {string} hint what matters when there is too little bandwidth
 * @returns {Promise<Result>}
 */
async function first(ask, hint) {
  if (!navigator.mediaDevices) return { track: null, problem: "insecure" };
  try {
    const [track] = (await ask(navigator.mediaDevices)).getTracks();
    if (hint) track.contentHint = hint;
    return { track, problem: null };
  } catch (error) {
    return { track: null, problem: problem(error) };
  }
}

/** @param {MediaTrackConstraints} wanted @param {string} [device] */
function choose(wanted, device) {
  return device ? { ...wanted, deviceId: { ideal: device } } : wanted;
}
