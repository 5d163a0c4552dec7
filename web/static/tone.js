// @ts-check
/** Sound made and measured here: the test tone and the level of the own microphone; knows neither screen nor socket. */

/** @type {AudioContext | null} */
let context = null;

function audio() {
  context ??= new AudioContext();
  return context;
}

/** Called inside a click: some browsers let sound begin only there. */
export const wake = () => audio().resume().catch(() => {});

/** Two soft notes through the loudspeaker, together a second. */
export async function testTone() {
  await wake();
  const now = audio().currentTime;
  for (const [start, hertz] of [[0, 523], [0.45, 659]]) note(now + start, hertz);
}

/** @param {number} at @param {number} hertz */
function note(at, hertz) {
  const oscillator = new OscillatorNode(audio(), { frequency: hertz });
  const gain = new GainNode(audio(), { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.25, at + 0.03);
  gain.gain.linearRampToValueAtTime(0, at + 0.4);
  oscillator.connect(gain).connect(audio().destination);
  oscillator.start(at);
  oscillator.stop(at + 0.45);
}

/** Calls `heard` about ten times a second with the level 0..1 of this track. Returns what stops it.
 * @param {MediaStreamTrack} track @param {(level: number) => void} heard */
export function measure(track, heard) {
  const source = audio().createMediaStreamSource(new MediaStream([track]));
  const analyser = new AnalyserNode(audio(), { fftSize: 1024 });
  const samples = new Float32Array(analyser.fftSize);
  source.connect(analyser);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    heard(loudness(samples));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

/** Root mean square on a scale of 50 dB, so that quiet speech already moves the meter. @param {Float32Array} samples */
export function loudness(samples) {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  return power ? Math.min(1, Math.max(0, 1 + Math.log10(power) / 5)) : 0;
}
