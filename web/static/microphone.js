// @ts-check
/** Tells the server whether this device can be heard, so that every group has voices; never whether somebody speaks. */

import { effect, signal } from "./vendor/preact.js";

/** @param {{live: {canSpeak: {value: boolean | null}}, store: {line: {value: string}},
 *   devices: {list(): Promise<MediaDeviceInfo[]>}, tell: (works: boolean) => void}} given */
export function tellMicrophone({ live, store, devices, tell }) {
  const none = signal(false); // a device without any microphone is known without asking for it
  devices.list().then((found) => (none.value = !found.some((device) => device.kind === "audioinput")));
  return effect(() => {
    const works = live.canSpeak.value ?? (none.value ? false : null);
    if (store.line.value === "open" && works !== null) tell(works);
  });
}
