// @ts-check
/** Bringing slides to the server and taking them away again; must not know who shows them. */

import { t } from "./words.js";

const MEGABYTES = 30;

/** Why the file was not taken, in the reader's words; `null` once it was.
 * @param {string} dialogue @param {File} file @param {string} language @returns {Promise<string | null>} */
export async function bring(dialogue, file, language) {
  // The server would say the same, but only after the whole file had gone over the line.
  if (file.size > MEGABYTES * 1e6) return t("app.slides.large", { limit: MEGABYTES });
  const query = new URLSearchParams({ name: file.name, lang: language });
  return post(`/d/${dialogue}/slides?${query}`, file);
}

/** @param {string} dialogue @param {string} deck @param {string} language @returns {Promise<string | null>} */
export const takeAway = (dialogue, deck, language) => post(`/d/${dialogue}/slides/${deck}/remove?lang=${language}`, null);

/** @param {string} url @param {File | null} body */
async function post(url, body) {
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "Content-Type": "application/pdf" } });
    return answer.ok ? null : (await answer.json()).text;
  } catch {
    return t("app.slides.failed");
  }
}

/** The page that a key turns to, or `null`. Presenters' remote controls send PageUp and PageDown.
 * @param {string} key @param {number} page @param {number} pages */
export function turned(key, page, pages) {
  const step = key === "ArrowRight" || key === "PageDown" ? 1 : key === "ArrowLeft" || key === "PageUp" ? -1 : 0;
  const next = Math.min(pages, Math.max(1, page + step));
  return next === page ? null : next;
}
