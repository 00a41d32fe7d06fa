/** Script and audio of the sample meeting, the audio as the speech service receives it. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { OggOpusDecoder } from "ogg-opus-decoder";

import { SAMPLE_RATE } from "../../core/audio/format.ts";

const FOLDER = join(import.meta.dirname, "../../local/meeting");

export interface SpokenTurn {
  readonly speaker: string;
  readonly startMs: number;
  readonly endMs: number;
  /** The exact words. */
  readonly text: string;
}

export async function readScript(): Promise<readonly SpokenTurn[]> {
  return JSON.parse(await readFile(join(FOLDER, "script.json"), "utf8"));
}

/** @returns the words of all turns that end before `endMs` */
export async function scriptUntil(endMs: number): Promise<string> {
  const turns = (await readScript()).filter((turn) => turn.endMs < endMs);
  return turns.map(({ text }) => text).join(" ");
}

/** Mono, 16 kHz. The decoder is libopus in WebAssembly, so no program is needed. */
export async function decodeMeeting(): Promise<Int16Array> {
  // A variable, because the package's types lack the option. Opus decodes to 16 kHz as well as to 48.
  const options = { forceStereo: false, sampleRate: SAMPLE_RATE };
  const decoder = new OggOpusDecoder(options);
  await decoder.ready;
  try {
    const { channelData } = await decoder.decodeFile(await readFile(join(FOLDER, "meeting.ogg")));
    const [samples = new Float32Array()] = channelData;
    return Int16Array.from(samples, (sample) => Math.round(clamped(sample) * 32_767));
  } finally {
    decoder.free();
  }
}

const clamped = (sample: number): number => Math.max(-1, Math.min(1, sample));
