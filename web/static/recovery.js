// @ts-check
/** Notices that this page was away: asleep, hidden, in another network; says so and mends nothing itself. */

const PULSE_MS = 2_000;
const ASLEEP_MS = 8_000; // a pulse so late means that the machine slept, or that the browser froze the page
const HIDDEN_MS = 5_000;

/**
 * @param {{window: EventTarget, document: EventTarget & {hidden: boolean}, network?: EventTarget | null,
 *   back: (why: "online" | "network" | "visible" | "asleep") => void, clock?: () => number}} given
 * @returns {() => void} ends it
 */
export function watchAbsence({ window, document, network, back, clock = Date.now }) {
  let pulse = clock();
  let hidden = clock();
  const beat = () => {
    const late = clock() - pulse > ASLEEP_MS;
    pulse = clock();
    if (late) back("asleep");
  };
  const seen = () => {
    if (document.hidden) hidden = clock();
    else if (clock() - hidden > HIDDEN_MS) back("visible");
  };
  const [online, changed] = [() => back("online"), () => back("network")];
  const timer = setInterval(beat, PULSE_MS);
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("online", online);
  network?.addEventListener("change", changed);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
    window.removeEventListener("online", online);
    network?.removeEventListener("change", changed);
  };
}
