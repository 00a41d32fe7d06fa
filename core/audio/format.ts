/** Format of all recorded and transmitted audio: PCM, signed 16 bit, little-endian, mono, 16 kHz. */

export const SAMPLE_RATE = 16_000;
export const BYTES_PER_SAMPLE = 2;

/** Length of a frame: the shortest message that the speech service accepts (docs/protocol.md#client-messages: 50–1000 ms). */
export const FRAME_MS = 50;
export const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;

export const samplesToMs = (samples: number): number => (samples * 1000) / SAMPLE_RATE;

/** Rounds down to a whole sample. */
export const msToSamples = (ms: number): number => Math.floor((ms * SAMPLE_RATE) / 1000);
