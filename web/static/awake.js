// @ts-check
/** Keeps a phone's screen from going dark while people talk, where the browser can. */

/** @param {Navigator & {wakeLock?: any}} navigator @param {Document} document */
export function stayAwake(navigator, document) {
  const ask = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  ask();
}
