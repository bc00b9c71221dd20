/** Two short soft tones, made on the spot: there is no file to fetch. */

/** Messages that come closer together than this sound once. */
const PAUSE_MS = 1_500
const TONES = [
  { at: 0, hertz: 660 },
  { at: 0.09, hertz: 880 },
] as const
const LENGTH_S = 0.16
const LOUDNESS = 0.08

let context: AudioContext | undefined
let last = -Infinity

/** Does nothing where the browser has no sound, or does not allow it before the person did something. */
export function beep(): void {
  const now = performance.now()
  if (now - last < PAUSE_MS) return
  last = now
  try {
    context ??= new AudioContext()
    const playing = context
    if (playing.state === 'running') play(playing)
    else
      playing.resume().then(
        () => play(playing),
        () => undefined,
      )
  } catch {
    // No sound then.
  }
}

function play(playing: AudioContext): void {
  for (const { at, hertz } of TONES) {
    const start = playing.currentTime + at
    const volume = playing.createGain()
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015)
    volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S)
    const tone = playing.createOscillator()
    tone.frequency.value = hertz
    tone.connect(volume).connect(playing.destination)
    tone.start(start)
    tone.stop(start + LENGTH_S)
  }
}
