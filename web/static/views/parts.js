// @ts-check
/** The small parts every view is made of: icon, button, choice, mark; they know nothing of the dialogue. */

import { html } from "../vendor/preact.js";
import { t } from "../words.js";

/** @param {{name: string}} props */
export const Icon = ({ name }) => html`<span class=${`kern-icon kern-icon--${name}`} aria-hidden="true"></span>`;

/** How many lines, or calls, are new. @param {{count?: number}} props */
export const News = ({ count = 0 }) =>
  count > 0 && html`<span class="news"><span aria-hidden="true">${count}</span><span class="kern-sr-only">${t("app.team.news", { count })}</span></span>`;

/** @param {{label: any, icon?: string, kind?: string, small?: boolean, quiet?: boolean, [rest: string]: any}} props
 * `quiet` keeps the label for screen readers only. */
export function Button({ label, icon, kind = "secondary", small = false, quiet = false, ...rest }) {
  return html`<button
    type="button"
    ...${rest}
    class=${`kern-btn kern-btn--${kind} ${small ? "button--small" : ""} ${rest.class ?? ""}`}
    title=${quiet ? label : undefined}
  >
    ${icon && html`<${Icon} name=${icon} />`}
    <span class=${quiet ? "kern-label kern-sr-only" : "kern-label"}>${label}</span>
  </button>`;
}

/** @param {{label: string, value: any, options: {value: any, text: string}[], onPick: (value: string) => void, hide?: boolean}} props
 * `hide` keeps the label for screen readers only. */
export function Choice({ label, value, options, onPick, hide = false }) {
  return html`<label class="choice">
    <span class=${hide ? "kern-label kern-sr-only" : "kern-label"}>${label}</span>
    <span class="kern-form-input__select-wrapper">
      <select
        class="kern-form-input__select"
        value=${value}
        onChange=${(/** @type {any} */ event) => onPick(event.currentTarget.value)}
      >
        ${options.map((option) => html`<option key=${option.value} value=${option.value}>${option.text}</option>`)}
      </select>
    </span>
  </label>`;
}
