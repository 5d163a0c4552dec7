// @ts-check
/** Places and values of a script in words, for whoever is shown what changed. */

import { pick, t } from "../../words.js";
import { written } from "./field.js";

/** @typedef {(string | number)[]} Path */

/** "Wo drückt der Schuh? · Schritt 2 · Minuten". @param {import("../../types").ScriptDocument} document @param {Path} path */
export function placeOf(document, path) {
  if (path[0] !== "phases") return `${t("script.evening")} · ${nameOf(path)}`;
  if (path[1] === "order") return t("script.order");
  const phase = document.phases.find((each) => each.id === path[1]);
  const title = pick(/** @type {any} */ (phase?.title)) || String(path[1] ?? "");
  if (path.length === 2) return title;
  const step = path[2] === "steps" && path.length > 3 ? [t("script.step.number", { number: Number(path[3]) + 1 })] : [];
  return [title, ...step, nameOf(path.slice(2))].join(" · ");
}

/** @param {Path} path */
function nameOf(path) {
  const names = path.filter((part) => typeof part === "string" && part !== "de" && part !== "en");
  const lang = path.includes("en") ? ` (${t("page.lang.en")})` : "";
  for (const key of [names.slice(-2).join("."), String(names[names.length - 1])]) {
    const text = t(`script.${key}`);
    if (text !== `script.${key}`) return text + lang;
  }
  return names.join(" · ");
}

const WORDS = new Set(["kind", "gives", "advance", "mix", "end"]);

/** A value as the page shows it. @param {Path} path @param {any} value @returns {string} */
export function shown(path, value) {
  if (value === undefined || value === null || value === "") return t("script.nothing");
  if (typeof value === "boolean") return t(value ? "script.yes" : "script.no");
  if (typeof value === "number") return String(written(value));
  const last = String(path[path.length - 1]);
  if (typeof value === "string") return WORDS.has(last) ? t(`script.${last}.${value}`) : last === "cards" ? t(`script.step.cards.${value}`) : `„${value}“`;
  if (Array.isArray(value)) return value.map((each) => (typeof each === "object" ? pick(each.title) : String(each))).join(", ") || t("script.nothing");
  return pick(value.title) ? `„${pick(value.title)}“` : pick(value) ? `„${pick(value)}“` : t("script.changed");
}
