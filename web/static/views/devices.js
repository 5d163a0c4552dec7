// @ts-check
/** Choosing microphone, camera and loudspeaker, as far as this browser lets one choose. */

import { html, useEffect, useState } from "../vendor/preact.js";
import { t } from "../words.js";
import { Choice } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function Devices({ app }) {
  const { live } = app;
  const [all, setAll] = useState(/** @type {MediaDeviceInfo[]} */ ([]));
  useEffect(() => {
    const look = () => app.devices.list().then(setAll);
    look();
    return app.devices.onChange(look);
  }, [live.microphone.value, live.camera.value]);
  const of = (/** @type {string} */ kind) => all.filter((device) => device.kind === kind && device.deviceId);
  const current = (/** @type {MediaStreamTrack | null} */ track) => track?.getSettings().deviceId ?? "";
  return html`<div class="devices">
    <${Pick} key="m" kind="microphone" list=${of("audioinput")} value=${current(live.sound)}
      onPick=${(/** @type {string} */ id) => live.setMicrophone(true, id)} />
    <${Pick} key="c" kind="camera" list=${of("videoinput")} value=${current(live.view)}
      onPick=${(/** @type {string} */ id) => live.setCamera(true, id)} />
    ${"setSinkId" in HTMLMediaElement.prototype &&
    html`<${Pick} key="s" kind="speaker" list=${of("audiooutput")} value=${live.sink.value}
      onPick=${(/** @type {string} */ id) => (live.sink.value = id)} />`}
    <label class="kern-form-check">
      <input class="kern-form-check__checkbox" type="checkbox" checked=${live.save.value}
        onChange=${(/** @type {any} */ event) => live.setSave(event.currentTarget.checked)} />
      <span class="kern-label">${t("app.device.save")}</span>
    </label>
  </div>`;
}

/** @param {{kind: string, list: MediaDeviceInfo[], value: string, onPick: (id: string) => void}} props */
function Pick({ kind, list, value, onPick }) {
  if (list.length < 2) return null;
  const known = list.some((device) => device.deviceId === value) ? value : list[0].deviceId;
  const options = list.map((device, at) => ({
    value: device.deviceId,
    text: device.label || t("app.device.unnamed", { number: at + 1 }),
  }));
  return html`<${Choice} label=${t(`app.device.${kind}`)} value=${known} options=${options} onPick=${onPick} />`;
}
