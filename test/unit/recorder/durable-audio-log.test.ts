import { describe, expect, it } from "vitest";
import { FRAME_SAMPLES, msToSamples } from "../../../core/audio/format.ts";
import {
  type AudioLog,
  AudioMemoryFullError,
  createDurableAudioLog,
} from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";
import { createTestFile, quotaExceeded } from "./sync-file.ts";

const FRAME_BYTES = FRAME_SAMPLES * 2;
const SECOND_FRAMES = 20;

/** Every sample depends on its place, so a lost, doubled or torn one shows. */
const audio = (samples: number, from = 0): Int16Array<ArrayBuffer> =>
  Int16Array.from({ length: samples }, (_, index) => ((from + index) * 31) % 65_521);
const bytesOf = (samples: Int16Array<ArrayBuffer>): Uint8Array => new Uint8Array(samples.buffer);

function appendFrames(log: AudioLog, frames: number): void {
  for (let i = 0; i < frames; i++) log.append(audio(FRAME_SAMPLES, log.samples));
}

/** Much faster than `toEqual` for megabytes. */
const areSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const holdsExactly = (content: Uint8Array, samples: number): boolean =>
  areSame(content, bytesOf(audio(samples)));

/** Bytes of the file at which the disk becomes full. */
const PLACES = [
  ["before the first byte", 0],
  ["within the first sample", 1],
  ["within the first frame", 500],
  ["in the middle of a sample", 501],
  ["one byte before the end of a frame", FRAME_BYTES - 1],
  ["between two frames", FRAME_BYTES],
  ["later, in the middle of a sample", 7 * FRAME_BYTES + 333],
] as const;

describe("a disk that takes everything", () => {
  it("gets the first frame at once and every other one within a quarter of a second", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    for (let frame = 1; frame <= 40; frame++) {
      appendFrames(log, 1);
      const onDisk = file.content.length / FRAME_BYTES;
      if (frame === 1) expect(onDisk).toBe(1);
      expect(frame - onDisk).toBeLessThan(5);
      expect(holdsExactly(file.content, onDisk * FRAME_SAMPLES)).toBe(true);
    }
    // Each write costs the browser process something.
    expect(file.writes).toBeLessThan(10);
    expect(log.samples).toBe(40 * FRAME_SAMPLES);
  });

  it.each([
    ["on retry", (log: AudioLog) => log.retry()],
    ["before its end is read", (log: AudioLog) => log.read(3 * FRAME_SAMPLES - 1, 1)],
    ["on close", (log: AudioLog) => log.close()],
  ])("gets the rest %s", (_when, ask) => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    appendFrames(log, 3);
    ask(log);
    expect(holdsExactly(file.content, 3 * FRAME_SAMPLES)).toBe(true);
  });

  it("has everything at the end, and the file is closed", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    appendFrames(log, 3);
    expect(log).toMatchObject({ waitingSamples: 0, refusal: null });
    expect(log.close()).toEqual({ lostSamples: 0, refusal: null });
    expect(holdsExactly(file.content, 3 * FRAME_SAMPLES)).toBe(true);
    expect(file.isClosed).toBe(true);
  });

  it("is continued after its last whole sample", () => {
    const file = createTestFile(bytesOf(audio(1000)).slice(0, -1));
    const log = createDurableAudioLog(file);
    expect(log.samples).toBe(999);
    log.append(audio(FRAME_SAMPLES, 999));
    log.append(audio(11, log.samples));
    log.retry();
    expect(holdsExactly(file.content, 999 + FRAME_SAMPLES + 11)).toBe(true);
  });
});

describe.each(PLACES)("a log on a disk that is full %s", (_where, room) => {
  it("loses and doubles nothing once there is room", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    file.room = room;
    appendFrames(log, 50);
    expect(log.samples).toBe(50 * FRAME_SAMPLES);
    expect(log.waitingSamples).toBe(50 * FRAME_SAMPLES - Math.floor(room / 2));
    expect(log.refusal).toMatch(/space|of \d+ bytes/);
    expect(areSame(file.content, bytesOf(audio(log.samples)).subarray(0, room))).toBe(true);

    file.room = Infinity;
    appendFrames(log, SECOND_FRAMES);
    expect(log).toMatchObject({ waitingSamples: 0, refusal: null });
    appendFrames(log, 1);
    log.retry();
    expect(holdsExactly(file.content, 71 * FRAME_SAMPLES)).toBe(true);
  });

  it("can be read as usual", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    file.room = room;
    appendFrames(log, 12);
    for (const [at, count] of [
      [0, log.samples],
      [0, 1],
      [250, 1],
      [249, 3],
      [FRAME_SAMPLES - 5, 10],
      [7 * FRAME_SAMPLES + 160, 20],
      [11 * FRAME_SAMPLES, FRAME_SAMPLES],
    ] as const) {
      expect(areSame(bytesOf(log.read(at, count)), bytesOf(audio(count, at)))).toBe(true);
    }
    expect(log.read(log.samples - 2, 10)).toEqual(audio(2, log.samples - 2));
    expect(log.read(log.samples, 10)).toHaveLength(0);
  });

  it("writes in small steps as room is made", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    file.room = room;
    for (let step = 0; step < 40; step++) {
      appendFrames(log, 7);
      file.room += 12_345;
    }
    file.room = Infinity;
    appendFrames(log, SECOND_FRAMES);
    expect(log.waitingSamples).toBe(0);
    log.retry();
    expect(holdsExactly(file.content, 300 * FRAME_SAMPLES)).toBe(true);
  });

  it("writes what waits on close, if there is room then", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    file.room = room;
    appendFrames(log, 10);
    file.room = Infinity;
    expect(log.close()).toEqual({ lostSamples: 0, refusal: null });
    expect(holdsExactly(file.content, 10 * FRAME_SAMPLES)).toBe(true);
  });

  it("counts what is lost on close without room, and the file keeps whole samples", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    file.room = room;
    appendFrames(log, 10);
    const onDisk = Math.floor(room / 2);
    expect(log.close()).toEqual({
      lostSamples: 10 * FRAME_SAMPLES - onDisk,
      refusal: "No space available for this operation",
    });
    expect(holdsExactly(file.content, onDisk)).toBe(true);
    expect(log).toMatchObject({ samples: onDisk, waitingSamples: 0 });
    expect(file.isClosed).toBe(true);
  });
});

describe("a write that fails once", () => {
  it.each([
    ["no room", quotaExceeded()],
    ["any other refusal", new DOMException("Failed to write", "InvalidStateError")],
    ["none written", 0],
    ["half a sample written", 1],
    ["all but a byte written", 5 * FRAME_BYTES - 1],
    ["an error code in place of a length (Chrome 150)", 0xff_ff_ff_f8],
    ["a negative error code", -8],
  ])("is made good within a second: %s", (_name, answer) => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    appendFrames(log, 2);
    file.answers.push(answer);
    appendFrames(log, 4);
    expect(log.waitingSamples).toBeGreaterThan(0);
    appendFrames(log, SECOND_FRAMES);
    expect(log).toMatchObject({ waitingSamples: 0, refusal: null });
    log.retry();
    expect(holdsExactly(file.content, 26 * FRAME_SAMPLES)).toBe(true);
  });

  it("because of a bug throws", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    file.answers.push(new TypeError("not a buffer"));
    expect(() => appendFrames(log, 1)).toThrow(TypeError);
  });
});

it("a full disk is tried once a second, not with every frame", () => {
  const file = createTestFile();
  const log = createDurableAudioLog(file);
  file.room = 0;
  appendFrames(log, 10 * SECOND_FRAMES + 1);
  expect(file.writes).toBe(11);
});

describe("full memory", () => {
  const MEMORY_BYTES = 10 * FRAME_BYTES;

  it("throws, and everything before stays on disk and in memory", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file, MEMORY_BYTES);
    file.room = 2.5 * FRAME_BYTES;
    appendFrames(log, 12);
    const last = (): void => log.append(audio(FRAME_SAMPLES, log.samples));
    expect(last).toThrow(AudioMemoryFullError);
    expect(last).toThrow("No space available");
    expect(log.samples).toBe(12 * FRAME_SAMPLES);
    expect(log.read(0, log.samples)).toEqual(audio(log.samples));
    expect(file.content).toHaveLength(2.5 * FRAME_BYTES);
  });

  it("is emptied to the disk if that has room again", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file, MEMORY_BYTES);
    file.room = 0;
    appendFrames(log, 10);
    file.room = 3 * FRAME_BYTES + 7;
    appendFrames(log, 3);
    file.room = Infinity;
    appendFrames(log, 1);
    expect(log.waitingSamples).toBe(0);
    log.retry();
    expect(holdsExactly(file.content, 14 * FRAME_SAMPLES)).toBe(true);
  });

  it("holds ten minutes", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    file.room = 0;
    const tenMinutes = 600 * SECOND_FRAMES;
    appendFrames(log, tenMinutes);
    expect(() => appendFrames(log, 1)).toThrow(AudioMemoryFullError);
    file.room = Infinity;
    expect(log.close().lostSamples).toBe(0);
    expect(holdsExactly(file.content, tenMinutes * FRAME_SAMPLES)).toBe(true);
  });
});

describe("a failed flush", () => {
  const FLUSH_FRAMES = 5 * SECOND_FRAMES;
  const failure = new DOMException("Failed to flush", "InvalidStateError");

  it("is reported until one succeeds", () => {
    const file = createTestFile();
    file.flushes.push(failure);
    const log = createDurableAudioLog(file);
    appendFrames(log, FLUSH_FRAMES + 1);
    expect(log).toMatchObject({ refusal: "Failed to flush", waitingSamples: 0 });
    appendFrames(log, FLUSH_FRAMES);
    expect(log.refusal).toBeNull();
  });

  it("on close is reported, and the file is closed", () => {
    const file = createTestFile();
    file.flushes.push(failure);
    const log = createDurableAudioLog(file);
    appendFrames(log, 2);
    expect(log.close()).toEqual({ lostSamples: 0, refusal: "Failed to flush" });
    expect(file.isClosed).toBe(true);
  });
});

describe.each([20, 60, 80, 250])("frames of %i ms", (frameMs) => {
  const frameSamples = msToSamples(frameMs);

  it("are on disk within a quarter of a second, in few writes", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    for (let ms = frameMs; ms <= 12_000; ms += frameMs) {
      log.append(audio(frameSamples, log.samples));
      const waitingBytes = 2 * log.samples - file.content.length;
      expect(waitingBytes).toBeLessThanOrEqual(8_000);
    }
    expect(file.writes).toBeLessThanOrEqual(70);
    log.retry();
    expect(holdsExactly(file.content, log.samples)).toBe(true);
  });

  it("are neither lost nor doubled over a full disk", () => {
    const file = createTestFile();
    const log = createDurableAudioLog(file);
    file.room = 20_001;
    for (let ms = 0; ms < 3_000; ms += frameMs) log.append(audio(frameSamples, log.samples));
    file.room = Infinity;
    for (let ms = 0; ms < 1_500; ms += frameMs) log.append(audio(frameSamples, log.samples));
    log.append(audio(7, log.samples));
    expect(log).toMatchObject({ waitingSamples: 0, refusal: null });
    const { samples } = log;
    expect(log.close()).toEqual({ lostSamples: 0, refusal: null });
    expect(holdsExactly(file.content, samples)).toBe(true);
  });
});

it("a long frame after a short one is kept whole", () => {
  const file = createTestFile();
  const log = createDurableAudioLog(file);
  for (const samples of [800, 7, 4_000, 7, 4_000]) log.append(audio(samples, log.samples));
  log.retry();
  expect(holdsExactly(file.content, 8_814)).toBe(true);
});
