// @ts-check
/**
 * One RTCPeerConnection with fixed slots, offered once; knows neither seats nor when to give up.
 *
 * Section order is agreed with the server: microphone, camera (three layers), screen, voices, pictures, one screen
 * receiver. Afterwards nothing is negotiated again: sources change by replaceTrack, rooms by the server's mapping.
 */

export const VOICES = 3;

/**
 * Small, middle and large. A camera below 960 pixels gets two layers from Chromium whatever we ask for, the first two,
 * so then these are half and full size; either way small is about 320 x 180 and middle about 640 x 360.
 * @type {RTCRtpEncodingParameters[]}
 */
const CAMERA = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 15 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 24 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 24 },
];
const THREE_LAYERS_FROM = 960;
const SCREEN = [{ maxBitrate: 1_500_000, maxFramerate: 8 }];

/**
 * @typedef {object} Slots
 * @property {RTCRtpTransceiver} microphone
 * @property {RTCRtpTransceiver} camera
 * @property {RTCRtpTransceiver} screen
 * @property {RTCRtpTransceiver[]} voices
 * @property {RTCRtpTransceiver[]} pictures
 * @property {RTCRtpTransceiver} screenPicture
 */

export class Connection {
  /**
   * @param {RTCIceServer[]} iceServers
   * @param {number} pictures how many picture slots
   */
  constructor(iceServers, pictures) {
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.slots = lay(this.pc, pictures);
    this.settled = Promise.resolve();
    /** @type {Record<string, boolean>} */
    this.layers = {};
    this.small = true;
  }

  /** The offer's SDP. Candidates need not be waited for: the server is lite and learns our address from our checks.
   * @param {boolean} anew whether with new credentials, for another path */
  async offer(anew = false) {
    if (anew) this.pc.restartIce();
    await this.pc.setLocalDescription();
    return this.pc.localDescription?.sdp ?? "";
  }

  /** @param {string} sdp the server's answer */
  async apply(sdp) {
    await this.pc.setRemoteDescription({ type: "answer", sdp });
  }

  /**
   * Switches camera layers on and off; a layer that is not named is on.
   * @param {Record<string, boolean>} layers
   */
  demand(layers) {
    this.layers = layers;
    return this.settle();
  }

  /** Fits the layers to the camera's size. @param {MediaStreamTrack | null} track */
  fit(track) {
    const { width = 640, height = 360 } = track?.getSettings() ?? {};
    this.small = Math.max(width, height) < THREE_LAYERS_FROM;
    return this.settle();
  }

  settle() {
    // one after the other: getParameters and setParameters belong together
    this.settled = this.settled.then(() => adjust(this.slots.camera.sender, this.layers, this.small)).catch(() => undefined);
    return this.settled;
  }

  /** For how long pictures are held back at least, so that what is sent again comes in time. @param {number | null} ms */
  steady(ms) {
    for (const { receiver } of this.slots.pictures) {
      if ("jitterBufferTarget" in receiver && receiver.jitterBufferTarget !== ms) receiver.jitterBufferTarget = ms;
    }
  }

  /** Bytes and answers that came in so far: grows on every path that lives. */
  async arrived() {
    let found = 0;
    (await this.pc.getStats()).forEach((entry) => {
      if (entry.type === "candidate-pair") found += (entry.bytesReceived ?? 0) + (entry.responsesReceived ?? 0);
    });
    return found;
  }

  close() {
    this.pc.close();
  }
}

/**
 * @param {RTCPeerConnection} pc
 * @param {number} pictures
 * @returns {Slots}
 */
function lay(pc, pictures) {
  /** @param {"audio"|"video"} kind @param {RTCRtpTransceiverInit} init */
  const add = (kind, init) => prefer(pc.addTransceiver(kind, init), kind);
  /** @param {"audio"|"video"} kind @param {number} count */
  const receivers = (kind, count) => Array.from({ length: count }, () => add(kind, { direction: "recvonly" }));
  return {
    microphone: add("audio", { direction: "sendonly" }),
    camera: add("video", { direction: "sendonly", sendEncodings: CAMERA }),
    screen: add("video", { direction: "sendonly", sendEncodings: SCREEN }),
    voices: receivers("audio", VOICES),
    pictures: receivers("video", pictures),
    screenPicture: receivers("video", 1)[0],
  };
}

/**
 * VP8 with its retransmissions and Opus only: 32 kB of offer instead of 100.
 * @param {RTCRtpTransceiver} transceiver
 * @param {"audio"|"video"} kind
 */
function prefer(transceiver, kind) {
  const wanted = kind === "audio" ? ["audio/opus"] : ["video/vp8", "video/rtx"];
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  transceiver.setCodecPreferences(codecs.filter((codec) => wanted.includes(codec.mimeType.toLowerCase())));
  return transceiver;
}

/**
 * @param {RTCRtpSender} sender
 * @param {Record<string, boolean>} layers
 * @param {boolean} small whether the camera is too small for three layers
 */
async function adjust(sender, layers, small) {
  const parameters = sender.getParameters();
  let changed = false;
  for (const [at, encoding] of parameters.encodings.entries()) {
    const { rid = "", scaleResolutionDownBy: scale = 1 } = CAMERA[at];
    const wanted = {
      active: (layers[rid] ?? true) && !(small && rid === "f"),
      scaleResolutionDownBy: small ? Math.max(1, scale / 2) : scale,
    };
    changed ||= wanted.active !== encoding.active || wanted.scaleResolutionDownBy !== encoding.scaleResolutionDownBy;
    Object.assign(encoding, wanted);
  }
  if (changed) await sender.setParameters(parameters);
}
