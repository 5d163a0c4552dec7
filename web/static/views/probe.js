// @ts-check
/** Bild- und Tonprobe: own picture, level, test tone, choice of devices; ends in one of three sentences; may be skipped. */

import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { testTone, wake } from "../tone.js";
import { t } from "../words.js";
import { Devices } from "./devices.js";
import { Alert, Button, Icon } from "./parts.js";
import { Video } from "./video.js";

/** @param {{app: import("../types").App, onDone: () => void}} props */
export function Probe({ app, onDone }) {
  const { live } = app;
  const heading = useRef(/** @type {any} */ (null));
  const [tried, setTried] = useState(false);
  useEffect(() => heading.current?.focus(), []);
  const go = () => wake().then(() => (live.resume(), onDone()));
  const open = async () => {
    await live.setMicrophone(true);
    await live.setCamera(true);
    setTried(true);
  };
  return html`<section class="probe" aria-labelledby="probe-title">
    <h1 class="kern-heading-large" id="probe-title" tabindex="-1" ref=${heading}>${t("app.probe")}</h1>
    <p>${t("app.probe.text")}</p>
    <div class="probe__body">
      <${Own} live=${live} onOpen=${open} tried=${tried} />
      <div class="probe__tests">
        ${tried && html`<${Level} live=${live} />`}
        <div class="probe__tone">
          <p>${t("app.probe.tone_text")}</p>
          <${Button} icon="hearing" label=${t("app.probe.tone")} onClick=${testTone} />
        </div>
        ${tried && html`<${Devices} app=${app} />`}
      </div>
    </div>
    <div role="status">${tried && html`<${Verdict} live=${live} />`}</div>
    <div class="row">
      <${Button} kind=${tried ? "primary" : "tertiary"} label=${t(tried ? "app.probe.go" : "app.probe.skip")} onClick=${go} />
    </div>
  </section>`;
}

/** @param {{live: import("../live.js").Live, onOpen: () => void, tried: boolean}} props */
function Own({ live, onOpen, tried }) {
  const on = live.camera.value === "on";
  return html`<div class="probe__own">
    ${on ? html`<${Video} stream=${live.preview.value} mirror />` : html`<${Icon} name="videocam-off" />`}
    ${!tried && html`<${Button} kind="primary" icon="videocam" label=${t("app.probe.open")} onClick=${onOpen} />`}
    ${tried && html`<div class="row probe__switches">
      <${Button} small icon=${on ? "videocam" : "videocam-off"} label=${t(on ? "app.probe.camera_off" : "app.probe.camera_on")}
        onClick=${() => live.setCamera(!on)} />
    </div>`}
  </div>`;
}

/** @param {{live: import("../live.js").Live}} props */
function Level({ live }) {
  return html`<label class="probe__level">
    <span class="kern-label">${t("app.probe.level")}</span>
    <meter class="meter" min="0" max="1" value=${live.level.value}></meter>
  </label>`;
}

/** What the probe found: "good", "sound" (nobody will see you), "less" (neither, or no microphone).
 * @param {import("../live.js").Live} live */
export function verdict(live) {
  if (live.microphone.value !== "on") return "less";
  if (live.state.value === "failed") return "reduced";
  return live.camera.value === "on" ? "good" : "sound";
}

/** @param {{live: import("../live.js").Live}} props */
function Verdict({ live }) {
  const found = verdict(live);
  const problem = live.microphoneProblem.value ?? live.cameraProblem.value;
  return html`<${Alert} kind=${found === "good" ? "success" : "info"} title=${t(`app.probe.${found}`)}>
    ${problem && html`<p>${t(`app.device.${problem}.how`)}</p>`}
  </${Alert}>`;
}
