/** The one format of recorded and transmitted sound: PCM, signed 16 bit, little-endian, mono, 16 kHz. */

export const SAMPLE_RATE = 16_000;
export const BYTES_PER_SAMPLE = 2;

/** Length of a frame from the audio thread: the shortest message the speech service accepts (protocol §3: 50–1000 ms). */
export const FRAME_MS = 50;
export const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;

export const samplesToMs = (samples: number): number => (samples * 1000) / SAMPLE_RATE;

/** Rounded down to a whole sample. */
export const msToSamples = (ms: number): number => Math.floor((ms * SAMPLE_RATE) / 1000);
