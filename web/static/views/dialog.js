// @ts-check
/** A question that must be answered first: the native dialog, which keeps focus inside and gives it back. */

import { html, useEffect, useRef } from "../vendor/preact.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** @param {{title: string, look?: string, onClose: () => void, children?: any, actions?: any}} props */
export function Dialog({ title, look = "", onClose, children, actions }) {
  const dialog = useRef(/** @type {any} */ (null));
  useEffect(() => {
    const opener = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.current.showModal();
    return () => opener?.isConnected && opener.focus();
  }, []);
  return html`<dialog ref=${dialog} class=${`kern-dialog dialog ${look}`} aria-labelledby="dialog-title" onClose=${onClose}>
    <header class="kern-dialog__header">
      <h2 class="kern-title" id="dialog-title">${title}</h2>
      <${Button} kind="tertiary" icon="close" quiet label=${t("app.close")} onClick=${() => dialog.current.close()} />
    </header>
    <section class="kern-dialog__body">${children}</section>
    ${actions && html`<footer class="kern-dialog__footer">${actions}</footer>`}
  </dialog>`;
}
