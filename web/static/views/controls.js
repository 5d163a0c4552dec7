// @ts-check
/** The row under the thumb: microphone in words, camera, hand, help, leave. */

import { html, useState } from "../vendor/preact.js";
import { place, t } from "../words.js";
import { Help } from "./help.js";
import { Leave } from "./leave.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function Controls({ app }) {
  const [open, setOpen] = useState("");
  const close = () => setOpen("");
  return html`<footer class="controls" role="toolbar" aria-label=${t("app.controls")}>
    <${Microphone} app=${app} />
    <${Camera} app=${app} />
    <${Hand} app=${app} />
    <${Button} icon="help" label=${t("app.help")} onClick=${() => setOpen("help")} />
    <${Button} icon="logout" label=${t("app.leave")} onClick=${() => setOpen("leave")} />
    ${open === "help" && html`<${Help} app=${app} onClose=${close} />`}
    ${open === "leave" && html`<${Leave} app=${app} onClose=${close} />`}
  </footer>`;
}

/** The microphone's three states in words. @param {import("../types").App} app */
export function microphoneState({ live, store }) {
  if (live.microphone.value === "off") return "off";
  return store.me.value?.audible ? "heard" : "unheard";
}

/** @param {{app: import("../types").App}} props */
function Microphone({ app }) {
  const { live, store } = app;
  const on = live.microphone.value === "on";
  const state = microphoneState(app);
  const problem = live.microphoneProblem.value;
  return html`<div class="control" data-state=${state}>
    <${Button}
      class="control__button"
      icon=${on ? "mic" : "mic-off"}
      label=${t("app.microphone")}
      aria-pressed=${on}
      aria-describedby="microphone-state"
      onClick=${() => live.setMicrophone(!on)}
    />
    <span class="control__state" id="microphone-state">
      ${store.me.value?.sound_off ? t("app.microphone.ordered") : problem ? t(`app.device.${problem}`) : t(`app.microphone.${state}`)}
    </span>
  </div>`;
}

/** @param {{app: import("../types").App}} props */
function Camera({ app }) {
  const { live, store } = app;
  const on = live.camera.value === "on";
  const problem = live.cameraProblem.value;
  return html`<div class="control" data-state=${on ? "on" : "off"}>
    <${Button}
      class="control__button"
      icon=${on ? "videocam" : "videocam-off"}
      label=${t("app.camera")}
      aria-pressed=${on}
      aria-describedby="camera-state"
      onClick=${() => live.setCamera(!on)}
    />
    <span class="control__state" id="camera-state">
      ${store.me.value?.picture_off ? t("app.camera.ordered") : problem ? t(`app.device.${problem}`) : t(`app.camera.${on ? "on" : "off"}`)}
    </span>
  </div>`;
}

/** @param {{app: import("../types").App}} props */
function Hand({ app }) {
  const me = app.store.me.value;
  if (!me) return null;
  const up = me.hand !== null;
  const text = me.floor ? t("app.hand.floor") : up ? place(me.hand ?? 1) : t("app.hand.down");
  const act = () => {
    if (me.floor) return app.act("floor.take", { seat: me.seat });
    return up ? app.act("hand.lower", { seat: me.seat }) : app.act("hand.raise");
  };
  return html`<div class="control" data-state=${me.floor ? "floor" : up ? "up" : "down"}>
    <${Button}
      class="control__button"
      icon="front-hand"
      label=${me.floor ? t("app.hand.done") : t("app.hand")}
      aria-pressed=${up}
      aria-describedby="hand-state"
      onClick=${act}
    />
    <span class="control__state" id="hand-state">${text}</span>
  </div>`;
}
