// A bare page around web/static/media.js: a person of one colour and one tone, and functions that say what arrives.
import { Media } from "/static/media.js";

const seat = Number(new URLSearchParams(location.search).get("seat"));
const socket = new WebSocket(`ws://${location.host}/socket?seat=${seat}`);
const waiting = new Map();
const context = new AudioContext();
const levels = new Map();
let count = 0;

export const hue = (of) => (of * 67) % 360;
export const tone = (of) => 300 + of * 110;

function signal(name, data) {
  const id = String(++count);
  socket.send(JSON.stringify({ signal: name, id, data }));
  return new Promise((done, fail) => waiting.set(id, { done, fail }));
}

const states = [];
const digests = [];
const media = new Media({
  signal,
  pictures: 4,
  onMapping: () => undefined,
  onState: (state, why) => states.push(`${state}:${why}`),
  onStats: (digest) => digests.push(digest),
  onLevels: (found) => found.forEach((level, of) => levels.set(of, Math.max(level, levels.get(of) ?? 0))),
});

socket.addEventListener("message", (event) => {
  const message = JSON.parse(event.data);
  if (!message.reply) return media.handle(message.signal, message.data);
  const { done, fail } = waiting.get(message.reply);
  waiting.delete(message.reply);
  return message.data.error ? fail(new Error(message.data.error)) : done(message.data);
});

function camera() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 360];
  const paper = canvas.getContext("2d");
  let turn = 0;
  setInterval(() => {
    paper.fillStyle = `hsl(${hue(seat)} 100% 50%)`;
    paper.fillRect(0, 0, 640, 360);
    paper.fillStyle = "white";
    paper.fillRect((turn = (turn + 8) % 640), 300, 40, 40);
  }, 40);
  return canvas.captureStream(24).getVideoTracks()[0];
}

function microphone(of = seat) {
  const out = context.createMediaStreamDestination();
  const oscillator = new OscillatorNode(context, { frequency: tone(of) });
  oscillator.connect(new GainNode(context, { gain: 0.3 })).connect(out);
  oscillator.start();
  return out.stream.getAudioTracks()[0];
}
/** Another microphone, which sounds as that of another seat would. */
window.change = (of) => media.setMicrophone(microphone(of));

const videos = media.pictures.map((stream) => play("video", stream));
const ears = media.voices.map((stream) => {
  play("audio", stream);
  return { stream, analyser: null };
});

function play(kind, stream) {
  const element = document.createElement(kind);
  element.srcObject = stream;
  element.muted = kind === "video";
  element.autoplay = true;
  document.body.append(element);
  return element;
}

/** The loudest frequency on a voice slot, 0 for silence. */
function pitch(ear) {
  const [track] = ear.stream.getTracks();
  if (!track) return 0;
  if (ear.track !== track) {
    ear.track = track;
    ear.analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(new MediaStream([track])).connect(ear.analyser);
  }
  const bins = new Float32Array(ear.analyser.frequencyBinCount);
  ear.analyser.getFloatFrequencyData(bins);
  const loudest = bins.reduce((best, level, at) => (level > bins[best] ? at : best), 0);
  return bins[loudest] > -60 ? (loudest * context.sampleRate) / ear.analyser.fftSize : 0;
}

/** The hue in the middle of a picture, null for a blank one. */
function shade(video) {
  if (!video.videoWidth) return null;
  const paper = new OffscreenCanvas(1, 1).getContext("2d");
  paper.drawImage(video, video.videoWidth * 0.4, video.videoHeight * 0.2, 8, 8, 0, 0, 1, 1);
  const [r, g, b] = paper.getImageData(0, 0, 1, 1).data;
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  if (most - least < 60) return null;
  const sector = most === r ? (g - b) / (most - least) : most === g ? 2 + (b - r) / (most - least) : 4 + (r - g) / (most - least);
  return (sector * 60 + 360) % 360;
}

const near = (a, b, within) => Math.abs(a - b) < within;
const nearHue = (a, b) => Math.abs(((a - b + 540) % 360) - 180) < 15;
const everyone = Array.from({ length: 9 }, (_, i) => i + 1);

const heard = () => ears.map(pitch).filter(Boolean).map((hertz) => everyone.find((of) => near(tone(of), hertz, 40)) ?? hertz).sort();
const seen = () => videos.map(shade).filter((found) => found !== null).map((found) => everyone.find((of) => nearHue(hue(of), found)) ?? found).sort();
const ever = { heard: new Set(), seen: new Set(), looks: 0 };
setInterval(() => {
  heard().forEach((of) => ever.heard.add(of));
  seen().forEach((of) => ever.seen.add(of));
  ever.looks += 1;
}, 100);
window.fresh = () => {
  ever.heard.clear();
  ever.seen.clear();
  ever.looks = 0;
};

/** When each seat was first heard and seen from now on, in seconds since 1970. */
window.arrive = () => {
  const first = { heard: {}, seen: {} };
  const note = (kind, of) => (first[kind][of] ??= Date.now() / 1000);
  const ear = setInterval(() => heard().forEach((of) => note("heard", of)), 10);
  const eye = (video) => {
    const found = shade(video);
    if (found !== null) everyone.filter((of) => nearHue(hue(of), found)).forEach((of) => note("seen", of));
    if (window.first === first) video.requestVideoFrameCallback(() => eye(video));
    else clearInterval(ear);
  };
  window.first = first;
  videos.forEach((video) => video.requestVideoFrameCallback(() => eye(video)));
};

window.look = () => ({
  ever: { heard: [...ever.heard].sort(), seen: [...ever.seen].sort(), looks: ever.looks },
  mapping: media.mapping,
  state: media.state,
  states,
  heard: heard(),
  seen: seen(),
  levels: Object.fromEntries(levels),
  digests,
});
window.frames = async () => {
  const report = [...(await media.connection.pc.getStats()).values()];
  const decoded = report.filter((entry) => entry.type === "inbound-rtp" && entry.kind === "video");
  return Object.fromEntries(decoded.map((entry) => [entry.mid, [entry.framesDecoded, entry.packetsLost, entry.freezeCount, entry.frameWidth]]));
};
/** By slot: frames a second over `ms`, width, height. */
window.rates = async (ms) => {
  const look = async () => [...(await media.connection.pc.getStats()).values()].filter((one) => one.type === "inbound-rtp" && one.kind === "video");
  const before = new Map((await look()).map((one) => [one.mid, one]));
  await new Promise((done) => setTimeout(done, ms));
  const rate = (now, then) => ((now.framesDecoded - then.framesDecoded) * 1000) / (now.timestamp - then.timestamp);
  return (await look()).filter((one) => before.has(one.mid)).map((one) => [rate(one, before.get(one.mid)), one.frameWidth, one.frameHeight]);
};
/** When the sound and the picture now playing were recorded, in milliseconds of NTP. */
window.recorded = async () => {
  const report = [...(await media.connection.pc.getStats()).values()];
  const playing = report.filter((entry) => entry.type === "inbound-rtp" && entry.estimatedPlayoutTimestamp);
  return ["audio", "video"].flatMap((kind) => playing.filter((entry) => entry.kind === kind).map((entry) => entry.estimatedPlayoutTimestamp));
};
window.layers = async () => {
  const report = [...(await media.connection.pc.getStats()).values()];
  const sent = report.filter((entry) => entry.type === "outbound-rtp" && entry.kind === "video" && entry.rid);
  return Object.fromEntries(sent.map((entry) => [entry.rid, [entry.frameWidth ?? 0, entry.framesSent, entry.targetBitrate, entry.active]]));
};
window.media = media;
socket.addEventListener("open", async () => {
  await context.resume();
  await media.setMicrophone(microphone());
  await media.setCamera(camera());
  await media.connect();
});
