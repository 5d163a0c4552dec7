// @ts-check
/** How the script's page writes times: the town's clock, and minutes with a comma. */

import { spoken } from "../../words.js";
import { written } from "./field.js";

/** @param {import("../../script-draft.js").Draft} draft @param {number | null | undefined} at */
export function clockAt(draft, at) {
  if (at === null || at === undefined) return "–:–";
  const zone = draft.assessed.value?.zone;
  return new Date(at * 1000).toLocaleTimeString(spoken() === "en" ? "en-GB" : "de-DE", { hour: "2-digit", minute: "2-digit", timeZone: zone });
}

/** @param {number} seconds */
export const minutesOf = (seconds) => String(written(Math.round(seconds / 6) / 10));
