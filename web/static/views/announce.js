// @ts-check
/** The two live regions: changes, warnings and messages politely; being moved at once. */

import { html } from "../vendor/preact.js";

/** @param {{voice: import("../announce.js").Voice}} props */
export const Announce = ({ voice }) => html`<div class="kern-sr-only">
  <p id="polite" role="status" aria-live="polite">${voice.polite.value}</p>
  <p id="assertive" role="alert" aria-live="assertive">${voice.assertive.value}</p>
</div>`;
