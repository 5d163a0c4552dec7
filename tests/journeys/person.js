// Runs in each page before its own scripts: devices of one colour and one tone, and a record of what arrives there.
// `window.person` is {own, people: [{name, hue, hertz}]}; set by people.py.
(() => {
  const { own, people } = window.person;
  const SENSE_MS = 250;
  const POLL_MS = 100;
  const QUIET_DB = -60;
  const [WIDTH, HEIGHT, FRAMES] = [320, 180, 8]; // five people on two cores

  /** @type {AudioContext} */ let context;
  const audio = () => (context ??= new AudioContext());

  function camera() {
    const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
    const paper = canvas.getContext("2d", { willReadFrequently: true }); // drawn by the processor
    let at = 0;
    setInterval(() => {
      paper.fillStyle = `hsl(${own.hue} 100% 50%)`;
      paper.fillRect(0, 0, WIDTH, HEIGHT);
      paper.fillStyle = "white"; // something moves, as people do
      paper.fillRect((at = (at + 16) % WIDTH), HEIGHT - 30, 20, 20);
    }, 1000 / FRAMES);
    return canvas.captureStream(FRAMES).getTracks();
  }

  function microphone() {
    const out = audio().createMediaStreamDestination();
    const oscillator = new OscillatorNode(audio(), { frequency: own.hertz });
    oscillator.connect(new GainNode(audio(), { gain: 0.3 })).connect(out);
    oscillator.start();
    return out.stream.getTracks();
  }

  navigator.mediaDevices.getUserMedia = async ({ audio: sound, video }) =>
    new MediaStream([...(sound ? microphone() : []), ...(video ? camera() : [])]);

  const lines = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      lines.push(this);
    }
  };

  const wire = (window.wire = { lines: 0, topics: {} });
  window.WebSocket = class extends WebSocket {
    constructor(address, ...given) {
      super(wire.away ? `${location.origin.replace(/^http/, "ws")}/nowhere` : address, ...given);
      wire.socket = this;
      const topics = (wire.topics = {});
      wire.lines += 1;
      this.addEventListener("message", ({ data }) => {
        const message = JSON.parse(data);
        if (message.topic && "data" in message) topics[message.topic] = message.data;
      });
    }
  };

  /** No line any more, and none to be had. */
  window.cut = () => ((wire.away = true), wire.socket.close());
  window.mend = () => (wire.away = false);

  window.connections = () => lines.length;

  // Each line about what comes that was ever on the screen: it stands there for seconds, and a busy machine looks late.
  const ahead = (window.ahead = []);
  new MutationObserver(() => {
    const line = document.querySelector(".phase__next--soon")?.textContent;
    if (line && line !== ahead.at(-1)) ahead.push(line);
  }).observe(document, { childList: true, characterData: true, subtree: true });

  const ears = new WeakMap(); // by track: a rebuilt connection puts new tracks into the old streams
  function ear(track) {
    if (!ears.has(track)) {
      const analyser = new AnalyserNode(audio(), { fftSize: 4096, smoothingTimeConstant: 0 });
      audio().createMediaStreamSource(new MediaStream([track])).connect(analyser);
      ears.set(track, analyser);
    }
    return ears.get(track);
  }

  /** Whose tone is the loudest on this track; null for silence. */
  function voiceOf(track) {
    const analyser = ear(track);
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const loudest = bins.reduce((best, level, at) => (level > bins[best] ? at : best), 0);
    if (!(bins[loudest] > QUIET_DB)) return null;
    const hertz = (loudest * audio().sampleRate) / analyser.fftSize;
    return people.find((each) => Math.abs(each.hertz - hertz) < 30)?.name ?? `${Math.round(hertz)} Hz`;
  }

  const dot = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  function hueOf(video) {
    dot.drawImage(video, video.videoWidth * 0.4, video.videoHeight * 0.3, 8, 8, 0, 0, 1, 1);
    const [r, g, b] = dot.getImageData(0, 0, 1, 1).data;
    const [most, range] = [Math.max(r, g, b), Math.max(r, g, b) - Math.min(r, g, b)];
    if (range < 60) return null;
    const sector = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
    return (sector * 60 + 360) % 360;
  }

  /** Whose colour this tile shows: under a wrong name it is told with that name; null for no picture. */
  function faceOf(tile) {
    const video = tile.querySelector("video");
    const hue = video?.videoWidth ? hueOf(video) : null;
    if (hue === null) return null;
    const apart = (each) => Math.abs(((each.hue - hue + 540) % 360) - 180);
    const name = people.find((each) => apart(each) < 18)?.name ?? `hue ${Math.round(hue)}`;
    const label = tile.querySelector(".tile__text").textContent;
    return label === name ? name : `${name} as ${label}`;
  }

  const all = (selector) => [...document.querySelectorAll(selector)];
  const named = (found) => [...new Set(found)].filter(Boolean).sort();
  let [heardSince, seenSince] = [new Set(), new Set()];
  const senses = (window.senses = { rounds: 0, heard: [], seen: [] });

  const somebody = (name) => !/^(\d+ Hz|hue \d+$)/.test(name);

  function sense() {
    const tracks = all(".sound audio").flatMap((each) => each.srcObject?.getTracks() ?? []);
    senses.heard = named(tracks.map(voiceOf));
    senses.seen = named(all(".tile[data-seat]:not(.tile--self)").map(faceOf));
    // A tone or colour of nobody is a torn frame or a patched second of a starved machine, never a person.
    senses.heard.filter(somebody).forEach((name) => heardSince.add(name));
    senses.seen.filter(somebody).forEach((name) => seenSince.add(name));
    senses.rounds += 1;
  }
  setInterval(sense, SENSE_MS);

  window.forget = () => {
    senses.rounds = 0;
    [heardSince, seenSince] = [new Set(), new Set()];
  };
  window.remembered = () => ({ heard: named(heardSince), seen: named(seenSince) });

  /** What `condition` gives, once that is something. */
  window.until = async (condition, given) => {
    for (;;) {
      const found = await condition(given);
      if (found) return found;
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  };

  /** What the live connections have received so far; `seat` is the contributing source of the last second. */
  window.received = async () => {
    const found = [];
    for (const line of lines.filter((each) => each.connectionState === "connected")) {
      const slots = new Map(line.getTransceivers().map((each) => [each.mid, each.receiver]));
      for (const entry of (await line.getStats()).values()) {
        if (entry.type !== "inbound-rtp") continue;
        const now = performance.timeOrigin + performance.now();
        const sources = slots.get(entry.mid)?.getContributingSources() ?? [];
        const seat = sources.find((each) => now - each.timestamp < 1000)?.source ?? null;
        const { kind, mid, packetsReceived: packets = 0, packetsLost: lost = 0, framesDecoded: frames = 0 } = entry;
        const { concealedSamples: concealed = 0, totalSamplesReceived: samples = 0 } = entry;
        found.push({ kind, mid, seat, packets, lost, frames, concealed, samples });
      }
    }
    return found;
  };
})();
