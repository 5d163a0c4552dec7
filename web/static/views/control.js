// @ts-check
/** One control of the row under the thumb: a picture, its name, its state in words. */

import { html } from "../vendor/preact.js";
import { Icon } from "./parts.js";

/** @param {{look: string, icon: string, label: string, state?: string, [rest: string]: any}} props */
export const Control = ({ look, icon, label, state, ...rest }) => html`<button type="button" class=${`control control--${look}`} ...${rest}>
  <${Icon} name=${icon} />
  <span class="control__words">
    <span class="control__label">${label}</span>
    ${state && html`<span class="control__state">${state}</span>`}
  </span>
</button>`;
