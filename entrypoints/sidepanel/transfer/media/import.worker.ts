/**
 * The import thread: decodes one media file into the audio of a meeting, beside everything else that Earshot does, and stores how
 * far it is. The panel adds the meeting to the database when all audio is on disk.
 */

import { alignStreams } from "../../../../core/audio/aligned-streams.ts";
import { createSidePutter } from "../../../../core/audio/downmix.ts";
import { SAMPLE_RATE, samplesToMs } from "../../../../core/audio/format.ts";
import { createPlacedStream, type PlacedStream } from "../../../../core/audio/placed-stream.ts";
import { noSideCounts, sidesOf } from "../../../../core/audio/two-sides.ts";
import { startOf } from "../../../../core/media/start-time.ts";
import { fail, ok, type Result } from "../../../../core/problem.ts";
import type {
  ImportedAudio,
  ImportReport,
  ImportRequest,
} from "../../../../core/protocol/import.ts";
import { listenForErrors } from "../../../shared/errors.ts";
import { readImport, writeImport } from "../../../shared/import-record.ts";
import { importProblem } from "../import-options.ts";
import { type AudioWriter, openAudioWriter } from "./audio-writer.ts";
import type { DecodeStep, Media } from "./open-container.ts";
import { openMedia } from "./open-media.ts";

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
listenForErrors(scope, "import thread");

type Job = Extract<ImportRequest<File>, { type: "import" }>;

const report = (message: ImportReport): void => scope.postMessage(message);
const cancelled = new AbortController();
const decoded = Promise.withResolvers<readonly Float32Array[] | null>();

scope.onmessage = ({ data }: MessageEvent<ImportRequest<File>>) => {
  if (data.type === "cancel") cancelled.abort();
  else if (data.type === "decoded") decoded.resolve(data.sides);
  else void run(data);
};

async function run(job: Job): Promise<void> {
  try {
    const audio = await importFile(job);
    if (audio.ok) report({ type: "done", audio: audio.value });
    else report({ type: "failed", problem: audio.problem });
  } catch (error) {
    if (cancelled.signal.aborted) report({ type: "cancelled" });
    else reportFailure(error);
  }
}

function reportFailure(error: unknown): void {
  try {
    const { problem } = importProblem(error, "imported-file-refused");
    report({ type: "failed", problem });
  } catch (unexpected) {
    report({ type: "unexpected", error: unexpected });
  }
}

async function importFile(job: Job): Promise<Result<ImportedAudio>> {
  const { file, meetingId, key, now } = job;
  const opened = await openMedia(file);
  if (!opened.ok) return opened;
  const media = opened.value ?? (await decodedByPage());
  if (!media) return fail("imported-format-unknown");
  const record = key === null ? null : await readImport(key);
  const fromSample = record?.meetingId === meetingId ? record.samples : 0;
  const counts = fromSample > 0 && record ? record.counts : noSideCounts();
  const writer = await openAudioWriter({ meetingId, fromSample, counts });
  try {
    const store = async (samples: number): Promise<void> => {
      writer.flush();
      if (key !== null) await writeImport(key, { version: 1, meetingId, samples, counts });
    };
    await store(fromSample);
    await decodeAll(media, fromSample, writer, store);
    const samples = writer.samples();
    if (samples === 0) return fail("imported-file-empty");
    // If this is cut off, nothing tells how far it was: the import begins again.
    await store(0);
    const channels = await writer.finish(sidesOf(counts));
    const { name, lastModified } = file;
    const durationMs = samplesToMs(samples);
    const startedAt = startOf({ name, lastModified, durationMs, now, ...media.dates });
    return ok({ samples, channels, startedAt });
  } finally {
    writer.close();
  }
}

/** Between two records of the progress, in ms: what is decoded again after a crash. */
const STORE_EVERY_MS = 2_000;

async function decodeAll(
  media: Media,
  fromSample: number,
  writer: AudioWriter,
  store: (samples: number) => Promise<void>,
): Promise<void> {
  const isSides = media.kind === "sides";
  const aligned = alignStreams(
    media.streams,
    fromSample,
    (blocks) => writer.write(...(isSides ? sidesIn(blocks) : tracksIn(blocks))),
    (stream) => isSides && stream === 1,
  );
  const streams = aligned.takes.map((take, index): PlacedStream => {
    const stream = createPlacedStream(take, fromSample);
    return {
      ...stream,
      end() {
        stream.end();
        aligned.end(index);
      },
    };
  });
  const step = media.decode(fromSample, streams);
  let storedAt = performance.now();
  for (;;) {
    const share = await step();
    cancelled.signal.throwIfAborted();
    if (share === null) break;
    aligned.drain();
    report({ type: "progress", share });
    if (performance.now() - storedAt < STORE_EVERY_MS) continue;
    storedAt = performance.now();
    await store(writer.samples());
  }
  for (const stream of streams) stream.end();
  aligned.drain();
}

type Blocks = readonly (Float32Array | null)[];
type MidSide = readonly [mid: Float32Array, side: Float32Array | null];

/** The first of both streams always has samples. */
const sidesIn = ([mid, side]: Blocks): MidSide => [mid ?? new Float32Array(), side ?? null];

/** The first track is one side, the sum of all others the other: it is seldom that two of them speak at once. */
function tracksIn([first, ...others]: Blocks): MidSide {
  const length = Math.max(first?.length ?? 0, ...others.map((block) => block?.length ?? 0));
  const mid = new Float32Array(length);
  const side = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const a = first?.[i] ?? 0;
    const b = others.reduce((sum, block) => sum + (block?.[i] ?? 0), 0);
    mid[i] = (a + b) / 2;
    side[i] = (a - b) / 2;
  }
  return [mid, side];
}

/** What no demultiplexer knows, as Chrome has decoded it as a whole at the rate of recordings. */
async function decodedByPage(): Promise<Media | null> {
  report({ type: "unknown" });
  const sides = await decoded.promise;
  if (!sides) return null;
  return {
    kind: "sides",
    streams: 2,
    dates: { texts: [], createdAt: null },
    decode: (_fromSample, streams) => decodeAtOnce(sides, streams),
  };
}

const AT_ONCE_SAMPLES = 4 * SAMPLE_RATE;

function decodeAtOnce(
  sides: readonly Float32Array[],
  streams: readonly PlacedStream[],
): DecodeStep {
  const put = createSidePutter(streams);
  const samples = sides[0]?.length ?? 0;
  let at = 0;
  return async () => {
    if (at >= samples) return null;
    const blocks = sides.map((side) => side.subarray(at, at + AT_ONCE_SAMPLES));
    put(blocks, SAMPLE_RATE, at / SAMPLE_RATE);
    at += AT_ONCE_SAMPLES;
    return Math.min(1, at / samples);
  };
}
