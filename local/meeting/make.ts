/**
 * Makes the audio of the sample meeting from the words in script.json, and writes the measured times back. Only needed
 * when the words change: its results are in the repository.
 *
 *     node local/meeting/make.ts
 *
 * Needs the Debian packages festival, festvox-us-slt-hts, sox and ffmpeg. The same versions give the same output. Of
 * the voices tried, recognisers understand this one best. The second speaker is the same voice made deeper,
 * because the other voices (flite rms and awb) cost 10–12 % of the words.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface ScriptTurn {
  readonly speaker: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

const SCRIPT = join(import.meta.dirname, "script.json");
const SOUND = join(import.meta.dirname, "meeting.ogg");

/** The same for the extension's package, a quarter of the size: speech up to 8 kHz. */
const SAMPLE = join(import.meta.dirname, "sample.ogg");

/** Before Opus, which runs at 48 kHz. */
const FORMAT = ["-r", "48000", "-b", "16", "-c", "1"];
const ENCODING = ["-b:a", "40k"];
const SAMPLE_ENCODING = ["-b:a", "10k", "-application", "voip", "-frame_duration", "60"];

/** Silence around the meeting and between turns: long enough to end a turn, a little different each time. */
const LEAD_SECONDS = 0.8;
const TAIL_SECONDS = 1.5;
const PAUSE_SECONDS = [0.75, 0.9, 0.8, 0.85];

const run = (program: string, args: readonly string[], input?: string): string =>
  execFileSync(program, args, { encoding: "utf8", ...(input === undefined ? {} : { input }) });

/** Festival's voice, and how much deeper it is made (pitch and formants; the pace stays). */
const VOICE = "(voice_cmu_us_slt_arctic_hts)";
const DEPTH: Record<string, number> = { Laura: 1, Michael: 0.78 };

function speak(turn: Pick<ScriptTurn, "speaker" | "text">, rawFile: string, file: string): void {
  const depth = DEPTH[turn.speaker];
  if (depth === undefined) throw new Error(`No voice for ${turn.speaker}`);
  run("text2wave", ["-eval", VOICE, "-o", rawFile], turn.text);
  const voice = ["speed", String(depth), "tempo", "-s", String(1 / depth)];
  const trim = ["silence", "1", "0.01", "0.1%"];
  const effects = [...voice, ...trim, "reverse", ...trim, "reverse", "norm", "-3"];
  // -R: sox's dither is the same in every run.
  run("sox", ["-R", rawFile, ...FORMAT, file, ...effects]);
}

function silence(seconds: number, file: string): void {
  // -D: no dither, so pure zeros.
  run("sox", ["-D", "-n", ...FORMAT, file, "trim", "0", String(seconds)]);
}

const seconds = (file: string): number => Number(run("soxi", ["-D", file]));

function make(folder: string): void {
  const script: readonly ScriptTurn[] = JSON.parse(readFileSync(SCRIPT, "utf8"));
  const parts: string[] = [];
  let atSeconds = 0;
  const append = (file: string): void => {
    parts.push(file);
    atSeconds += seconds(file);
  };
  const appendSilence = (length: number): void => {
    const file = join(folder, `silence-${parts.length}.wav`);
    silence(length, file);
    append(file);
  };

  appendSilence(LEAD_SECONDS);
  const timed = script.map(({ speaker, text }, index): ScriptTurn => {
    if (index > 0) appendSilence(PAUSE_SECONDS[index % PAUSE_SECONDS.length] ?? 0);
    const file = join(folder, `turn-${index}.wav`);
    speak({ speaker, text }, join(folder, "raw.wav"), file);
    const startMs = Math.round(atSeconds * 1000);
    append(file);
    return { speaker, startMs, endMs: Math.round(atSeconds * 1000), text };
  });
  appendSilence(TAIL_SECONDS);

  const whole = join(folder, "whole.wav");
  run("sox", [...parts, whole]);
  encode(whole, ENCODING, SOUND);
  encode(SOUND, SAMPLE_ENCODING, SAMPLE);
  writeFileSync(SCRIPT, JSON.stringify(timed, null, 2) + "\n");
}

function encode(from: string, encoding: readonly string[], to: string): void {
  const quiet = ["-hide_banner", "-loglevel", "error", "-y"];
  // bitexact: leaves encoder version and random stream number out of the file.
  const bitExact = ["-fflags", "+bitexact", "-flags:a", "+bitexact"];
  run("ffmpeg", [...quiet, "-i", from, "-c:a", "libopus", ...encoding, ...bitExact, to]);
}

const folder = mkdtempSync(join(tmpdir(), "earshot-meeting-"));
try {
  make(folder);
} finally {
  rmSync(folder, { recursive: true });
}
