import { describe, expect, it } from "vitest";
import { msToSamples } from "../../../../core/audio/format.ts";
import { createSegmentReader } from "../../../../core/speech/on-device/read-segment.ts";
import { createFakeRuntime, type FakeOptions, VOCABULARY } from "./fake-runtime.ts";

const LENGTH = msToSamples(3_000);

/** A quiet voice with a pause after 1.3 s. */
function quietSpeech(): Float32Array {
  const audio = new Float32Array(LENGTH).map((_, index) => 0.1 * Math.sin(index / 10));
  return audio.fill(0, msToSamples(1_300), msToSamples(1_450));
}

const peakOf = (audio: Float32Array): number => Math.max(...audio.map(Math.abs));

async function read(reply: FakeOptions["reply"], voicedMs = 2_000) {
  const runtime = createFakeRuntime(reply ? { reply } : {});
  const reader = createSegmentReader(runtime, VOCABULARY);
  const reading = await reader.read(quietSpeech(), msToSamples(voicedMs));
  return { reading, runtime, text: reading.words.map(({ text }) => text).join(" ") };
}

describe("reading a segment", () => {
  it("takes one attempt if it gives words", async () => {
    const { text, runtime } = await read(() => [3, 4]);
    expect(text).toBe("one two");
    expect(runtime.transcribed).toHaveLength(1);
  });

  it("tries an empty answer again, louder", async () => {
    const { text, runtime } = await read((audio) => (peakOf(audio) > 0.8 ? [5] : []));
    expect(text).toBe("three");
    expect(runtime.transcribed).toHaveLength(2);
  });

  it("tries it in halves that meet in a pause", async () => {
    const { text, runtime } = await read((audio) => (audio.length < LENGTH ? [3] : []));
    expect(text).toBe("one one");
    const [, , first, second] = runtime.transcribed;
    expect((first?.length ?? 0) + (second?.length ?? 0)).toBe(LENGTH);
    expect(first?.length).toBeGreaterThan(msToSamples(1_300));
    expect(first?.length).toBeLessThan(msToSamples(1_450));
  });

  it("marks what stays empty as unclear", async () => {
    const { text, reading } = await read(() => []);
    expect(text).toBe("[unclear]");
    expect(reading.isUnclear).toBe(true);
  });

  it("takes marks without a word for an empty answer", async () => {
    const marks = [...VOCABULARY, "▁.", "..."];
    const runtime = createFakeRuntime({ reply: () => [VOCABULARY.length, VOCABULARY.length + 1] });
    const reading = await createSegmentReader(runtime, marks).read(quietSpeech(), LENGTH);
    expect(reading.isUnclear).toBe(true);
  });

  it("takes a click for a click", async () => {
    const { text, reading, runtime } = await read(() => [], 200);
    expect(text).toBe("");
    expect(reading.isUnclear).toBe(false);
    expect(runtime.transcribed).toHaveLength(1);
  });

  it("uses the attempt that was made before", async () => {
    const runtime = createFakeRuntime();
    const reader = createSegmentReader(runtime, VOCABULARY);
    const words = [{ text: "four", confidence: 1 }];
    const first = { words, tokens: [], hasLooped: false, isUnclear: false };
    expect(await reader.read(quietSpeech(), LENGTH, first)).toBe(first);
    expect(runtime.transcribed).toHaveLength(0);
  });
});
