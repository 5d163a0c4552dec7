// @ts-check
/** The row under the thumb: microphone in words, camera, hand, help, leave. */

import { html, useState } from "../vendor/preact.js";
import { stages } from "../people.js";
import { turnLeft } from "../time.js";
import { place, t } from "../words.js";
import { Backstage } from "./backstage.js";
import { Help } from "./help.js";
import { Leave } from "./leave.js";
import { Control } from "./control.js";

const TALKS = new Set(["plenary", "group"]); // rooms of the evening, where turns have an order

/** @param {{app: import("../types").App}} props */
export function Controls({ app }) {
  const [open, setOpen] = useState("");
  const close = () => setOpen("");
  return html`<div class="controls" role="group" aria-label=${t("app.controls")}>
    <${Microphone} app=${app} />
    <${Camera} app=${app} />
    ${TALKS.has(app.store.room.value?.kind ?? "") && html`<${Hand} app=${app} /><${Screen} app=${app} />`}
    <${Backstage} app=${app} />
    <${Control} look="help" icon="help" label=${t("app.help")} onClick=${() => setOpen("help")} />
    <${Control} look="leave" icon="logout" label=${t("app.leave")} onClick=${() => setOpen("leave")} />
    ${open === "help" && html`<${Help} app=${app} onClose=${close} onLeave=${() => setOpen("leave")} />`}
    ${open === "leave" && html`<${Leave} app=${app} onClose=${close} />`}
  </div>`;
}

/** The microphone's three states. @param {import("../types").App} app @returns {"off" | "heard" | "unheard"} */
export function microphoneState({ live, store }) {
  if (live.microphone.value === "off") return "off";
  return store.me.value?.audible ? "heard" : "unheard";
}

const LOOKS = { off: "off", heard: "on", unheard: "alone" };

/** @param {{app: import("../types").App}} props */
function Microphone({ app }) {
  const { live, store } = app;
  const state = microphoneState(app);
  const problem = live.microphoneProblem.value;
  const ordered = store.me.value?.sound_off && "app.microphone.ordered";
  return html`<${Control}
    look=${LOOKS[state]}
    icon=${state === "off" ? "mic-off" : "mic"}
    label=${t("app.microphone")}
    state=${t(ordered || (problem ? `app.device.${problem}` : `app.microphone.${state}`))}
    data-control="microphone"
    onClick=${() => live.setMicrophone(state === "off")}
  />`;
}

/** @param {{app: import("../types").App}} props */
function Camera({ app }) {
  const { live, store } = app;
  const on = live.camera.value === "on";
  const problem = live.cameraProblem.value;
  const ordered = store.me.value?.picture_off && "app.camera.ordered";
  return html`<${Control}
    look=${on ? "on" : "off"}
    icon=${on ? "videocam" : "videocam-off"}
    label=${t("app.camera")}
    state=${t(ordered || (problem ? `app.device.${problem}` : `app.camera.${on ? "on" : "off"}`))}
    data-control="camera"
    onClick=${() => live.setCamera(!on)}
  />`;
}

/** Showing one's screen: who is on the stage by role, where the browser can (phones cannot).
 * @param {{app: import("../types").App}} props */
function Screen({ app }) {
  const { live, store } = app;
  const can = "getDisplayMedia" in (navigator.mediaDevices ?? {});
  const on = live.sharing.value === "on";
  if (!stages(store.me.value?.role ?? "") || !(can || on)) return null;
  const problem = live.screenProblem.value;
  return html`<${Control}
    look=${on ? "on" : "off"}
    icon=${on ? "stop-screen-share" : "screen-share"}
    label=${t("app.screen")}
    state=${t(problem ? `app.device.${problem}` : `app.screen.${on ? "on" : "off"}`)}
    data-control="screen"
    onClick=${() => live.setScreen(!on)}
  />`;
}

/** @param {{app: import("../types").App}} props */
function Hand({ app }) {
  const me = app.store.me.value;
  if (!me) return null;
  const up = me.hand !== null;
  const seat = me.seat;
  const act = me.floor ? () => app.act("floor.take", { seat }) : () => (up ? app.act("hand.lower", { seat }) : app.act("hand.raise"));
  return html`<${Control}
    look=${me.floor || up ? "raised" : "off"}
    icon="front-hand"
    label=${t(me.floor ? "app.hand.done" : up ? "app.hand.lower" : "app.hand")}
    state=${me.floor ? `${t("app.hand.floor")} ${turnLeft(app.store.topic("floor").value, seat, app.now.value)}`.trim() : up ? place(me.hand ?? 1) : ""}
    data-control="hand"
    onClick=${act}
  />`;
}
