// @ts-check
/** Bild- und Tonprobe: own picture, level, test tone, choice of devices; ends in one of three sentences; may be skipped. */

import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { testTone, wake } from "../tone.js";
import { t } from "../words.js";
import { Devices } from "./devices.js";
import { Button, Icon } from "./parts.js";
import { AskTech } from "./tech.js";
import { Video } from "./video.js";

/** @typedef {import("../live.js").Live} Live */

/** @param {{app: import("../types").App, onDone: () => void}} props */
export function Probe({ app, onDone }) {
  const { live, probe } = app;
  const heading = useRef(/** @type {any} */ (null));
  const [tried, setTried] = useState(false);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const go = () => wake().then(() => (live.resume(), probe.end(), onDone()));
  const open = async () => {
    await live.setMicrophone(true);
    await live.setCamera(true);
    setTried(true);
  };
  const sent = `${live.sound?.id} ${live.view?.id} ${live.microphone.value} ${live.camera.value}`;
  useEffect(() => void (tried && probe.run()), [tried, sent]); // another device: another verdict
  return html`<section class="probe" aria-labelledby="probe-title">
    <div class="stack stack--tight">
      <h1 class="kern-heading-large" id="probe-title" tabindex="-1" ref=${heading}>${t("app.probe")}</h1>
      <p class="lead">${t("app.probe.text")}</p>
    </div>
    <${Own} live=${live} tried=${tried} />
    <div class="probe__checks">
      ${!tried && html`<${Button} kind="primary" icon="videocam" label=${t("app.probe.open")} onClick=${open} />`}
      ${tried && html`<${Level} live=${live} />`}
      <div role="status">${tried && html`<${Verdict} app=${app} />`}</div>
      ${tried && (FAILED.has(probe.verdict.value ?? "") || live.microphoneProblem.value || app.store.me.value?.tech) && html`<${AskTech} app=${app} />`}
      ${tried && html`<${Go} label="app.probe.go" kind="primary" onClick=${go} />`}
      <div class="probe__row">
        <p>${t("app.probe.tone_text")}</p>
        <${Button} icon="hearing" label=${t("app.probe.tone")} onClick=${testTone} />
      </div>
      ${tried ? html`<${Devices} app=${app} />` : html`<${Go} label="app.probe.skip" kind="tertiary" onClick=${go} />`}
    </div>
  </section>`;
}

/**
 * The way on: under the verdict, within sight on a phone, before what only some need.
 * @param {{label: string, kind: string, onClick: () => void}} props
 */
function Go({ label, kind, onClick }) {
  return html`<div class="probe__go"><${Button} kind=${kind} label=${t(label)} onClick=${onClick} /></div>`;
}

/** @param {{live: Live, tried: boolean}} props */
function Own({ live, tried }) {
  const on = live.camera.value === "on";
  return html`<div class="probe__picture">
    <div class="tile tile--self">${on ? html`<${Video} stream=${live.preview.value} mirror />` : html`<${Icon} name="videocam-off" />`}</div>
    ${tried && html`<${Button} small icon=${on ? "videocam" : "videocam-off"} label=${t(on ? "app.probe.camera_off" : "app.probe.camera_on")}
      onClick=${() => live.setCamera(!on)} />`}
  </div>`;
}

/** @param {{live: Live}} props */
function Level({ live }) {
  const level = Math.round(live.level.value * 100);
  return html`<div>
    <p id="probe-level">${t("app.probe.level")}</p>
    <div class="meter" role="meter" aria-labelledby="probe-level" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${level}>
      <div class="meter__bar" style=${{ transform: `scaleX(${level / 100})` }}></div>
    </div>
  </div>`;
}

const FAILED = new Set(["sound", "less", "line"]);
const LOOKS = { checking: "checking", good: "good", reduced: "reduced", sound: "reduced", less: "none", line: "none" };

/** @param {{app: import("../types").App}} props */
function Verdict({ app }) {
  const { live, probe } = app;
  const found = probe.verdict.value ?? "checking";
  const problem = live.microphoneProblem.value ?? live.cameraProblem.value;
  const quiet = probe.quiet.value && (found === "good" || found === "reduced" || found === "sound");
  return html`<div class=${`probe__verdict probe__verdict--${LOOKS[found]}`}>
    <p>${t(`app.probe.${found}`)}</p>
    ${quiet && html`<p class="small">${t("app.probe.quiet")}</p>`}
    ${problem && html`<p class="small">${t(`app.device.${problem}.how`)}</p>`}
    ${found === "line" && app.config.hotline && html`<p class="small">${t("app.probe.call", { phone: app.config.hotline })}</p>`}
  </div>`;
}
