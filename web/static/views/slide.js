// @ts-check
/** The shown slide: large on the stage, larger in a window of its own, its text for who cannot see it. */

import { html, useEffect, useState } from "../vendor/preact.js";
import { t } from "../words.js";
import { Dialog } from "./dialog.js";
import { Button } from "./parts.js";

/** @typedef {import("../types").Slide} Slide */

/** @param {{app: import("../types").App, slide: Slide}} props */
export function SlideOnStage({ app, slide }) {
  const [large, setLarge] = useState(false);
  const base = `/d/${app.config.dialogue}/`;
  useEffect(() => {
    if (slide.next) new Image().src = base + slide.next; // there before it is wanted
  }, [slide.next]);
  return html`<figure class="slide" style=${{ "--ratio": slide.ratio }}>
    <div class="slide__frame"><img class="slide__image" src=${base + slide.image} alt=${said(slide)} /></div>
    <figcaption class="slide__bar">
      <span>${t("app.slides.page", { page: slide.page, pages: slide.pages })}</span>
      <${Button} small kind="tertiary" icon="open-in-new" label=${t("app.slides.enlarge")} onClick=${() => setLarge(true)} />
    </figcaption>
    ${large && html`<${Enlarged} src=${base + slide.image} slide=${slide} onClose=${() => setLarge(false)} />`}
  </figure>`;
}

/** Follows the pages as they are turned. On a phone it is wider than the screen and moves under the finger.
 * @param {{src: string, slide: Slide, onClose: () => void}} props */
function Enlarged({ src, slide, onClose }) {
  return html`<${Dialog} look="dialog--slide" title=${t("app.slides.page", { page: slide.page, pages: slide.pages })} onClose=${onClose}>
    <div class="slide__pan" tabindex="0" role="group" aria-label=${t("app.slides.pan")}><img src=${src} alt=${said(slide)} /></div>
    ${slide.text && html`<details class="slide__text"><summary>${t("app.slides.text")}</summary>
      ${slide.text.split("\n").map((line, at) => html`<p key=${at}>${line}</p>`)}</details>`}
  </${Dialog}>`;
}

/** @param {Slide} slide */
const said = ({ page, pages, text }) => `${t("app.slides.page", { page, pages })}: ${text || t("app.slides.no_text")}`;
