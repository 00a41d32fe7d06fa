import { describe, expect, it } from "vitest";
import { createFakeEngine, hum, joined, silence, spoken, textsOf } from "./fake-runtime.ts";

const PAUSE = silence(1_000);
const sentence = (...words: readonly number[]): Int16Array =>
  joined(...words.map((word) => spoken(word, 400)), PAUSE);

/** Feeds audio as it would be recorded: 50 ms, and time to work. */
async function speakLive(
  { idle }: { idle: () => Promise<void> },
  accept: (samples: Int16Array) => void,
  samples: Int16Array,
): Promise<void> {
  for (let at = 0; at < samples.length; at += 800) {
    accept(samples.subarray(at, at + 800));
    await idle();
  }
}

describe("a stream", () => {
  it("gives a final for each sentence, in order", async () => {
    const { events, recognition } = createFakeEngine().open();
    recognition.accept(joined(PAUSE, sentence(3, 4), sentence(5), sentence(6, 7, 8)));
    await recognition.finish();
    expect(textsOf(events, "final")).toEqual(["one two", "three", "four five six"]);
  });

  it.each([1, 333, 512, 16_000])(
    "gives the same finals if its audio comes in pieces of %i",
    async (piece) => {
      const audio = joined(PAUSE, sentence(3, 4), hum(900), sentence(5, 6));
      const whole = createFakeEngine().open();
      whole.recognition.accept(audio);
      await whole.recognition.finish();
      const { events, recognition } = createFakeEngine().open();
      for (let at = 0; at < audio.length; at += piece)
        recognition.accept(audio.subarray(at, at + piece));
      await recognition.finish();
      expect(events).toEqual(whole.events);
      expect(textsOf(events, "final")).toHaveLength(2);
    },
  );

  it("announces each turn, shows partials and gives its final", async () => {
    const fake = createFakeEngine();
    const { events, recognition } = fake.open();
    await speakLive(fake, recognition.accept, joined(PAUSE, sentence(3, 4, 5, 6), sentence(7, 8)));
    await recognition.finish();
    expect(events.map(({ type }) => type.charAt(0)).join("")).toMatch(/^(sp+f){2}$/);
    expect(textsOf(events, "final")).toEqual(["one two three four", "five six"]);
    expect(textsOf(events, "partial")[0]).toBe("one two");
  });

  it("shows the first partial within 1.2 s of speech", async () => {
    const fake = createFakeEngine();
    const { events, recognition } = fake.open();
    await speakLive(fake, recognition.accept, joined(PAUSE, spoken(3, 1_200)));
    expect(textsOf(events, "partial")).toEqual(["one"]);
  });

  it("takes the words that a pause showed for its final, without reading them again", async () => {
    const fake = createFakeEngine();
    const { events, recognition } = fake.open();
    await speakLive(fake, recognition.accept, joined(PAUSE, spoken(3, 300), silence(370)));
    expect(textsOf(events, "partial")).toEqual(["one"]);
    await speakLive(fake, recognition.accept, silence(200));
    expect(textsOf(events, "final")).toEqual(["one"]);
    expect(fake.runtime.transcribed).toHaveLength(1);
  });

  it.each([0.05, 0.1, 0.15])(
    "keeps showing new words of a long turn, in a quarter of the time (at %d of real time)",
    async (realTimeFactor) => {
      const fake = createFakeEngine({ realTimeFactor });
      const { events, recognition } = fake.open();
      const words = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12].flatMap((word) => [
        spoken(word, 1_600),
        hum(130),
      ]);
      await speakLive(fake, recognition.accept, joined(PAUSE, ...words));
      const partials = textsOf(events, "partial");
      expect(partials.length).toBeGreaterThan(4);
      expect(partials.at(-1)).toMatch(/^one two three four five six/);
      const partialMs = fake.runtime.transcribed
        .map(({ length }) => (length / 16) * realTimeFactor)
        .reduce((sum, ms) => sum + ms, 0);
      expect(partialMs).toBeLessThan(18_000 / 4);
      recognition.accept(PAUSE);
      await recognition.finish();
      expect(textsOf(events, "final")).toEqual([
        "one two three four five six seven eight nine ten",
      ]);
    },
  );

  it("leaves out partials that would take too long", async () => {
    const fake = createFakeEngine({ realTimeFactor: 0.5 });
    const { recognition } = fake.open();
    await speakLive(fake, recognition.accept, joined(PAUSE, spoken(3, 10_000)));
    expect(Math.max(...fake.runtime.transcribed.map(({ length }) => length))).toBeLessThan(
      16_000 * 5,
    );
  });

  it("ends its turn on request, and goes on at the right time", async () => {
    const { events, recognition } = createFakeEngine().open();
    recognition.accept(spoken(3, 1_010));
    recognition.endTurn();
    recognition.accept(spoken(4, 1_000));
    await recognition.finish();
    expect(textsOf(events, "final")).toEqual(["one", "two"]);
    const [first, second] = events.filter(({ type }) => type === "final");
    expect(first).toMatchObject({ words: [{ startMs: 0, endMs: 1_010 }] });
    expect(second).toMatchObject({ words: [{ startMs: 1_010, endMs: 2_010 }] });
  });

  it("never drops voices that it can't read", async () => {
    const { events, recognition } = createFakeEngine({ reply: () => [] }).open();
    recognition.accept(joined(PAUSE, sentence(3), sentence(4)));
    await recognition.finish();
    expect(textsOf(events, "final")).toEqual(["[unclear]", "[unclear]"]);
  });

  it("emits nothing for silence", async () => {
    const { events, recognition } = createFakeEngine().open();
    recognition.accept(silence(30_000));
    recognition.endTurn();
    await recognition.finish();
    expect(events).toEqual([]);
  });

  it("emits nothing once it is closed", async () => {
    const fake = createFakeEngine();
    const { events, recognition } = fake.open();
    recognition.accept(sentence(3));
    recognition.close();
    recognition.close();
    await recognition.finish();
    await fake.idle();
    expect(events).toEqual([]);
  });

  it("knows how far it is behind", async () => {
    const fake = createFakeEngine();
    const { recognition } = fake.open();
    recognition.accept(joined(sentence(3), sentence(4)));
    expect(recognition.lagMs()).toBe(2_800);
    await fake.idle();
    expect(recognition.lagMs()).toBeLessThan(32);
  });
});

describe("streams that share the model", () => {
  it("do not mix their words", async () => {
    const { open } = createFakeEngine();
    const [tab, mic] = [open(), open()];
    tab.recognition.accept(joined(sentence(3, 4), sentence(5)));
    mic.recognition.accept(joined(PAUSE, sentence(6), sentence(7, 8)));
    await Promise.all([tab.recognition.finish(), mic.recognition.finish()]);
    expect(textsOf(tab.events, "final")).toEqual(["one two", "three"]);
    expect(textsOf(mic.events, "final")).toEqual(["four", "five six"]);
  });

  it("share the time equally if both are behind", async () => {
    const order: string[] = [];
    const { engine } = createFakeEngine();
    const open = (name: string) =>
      engine.open(({ type }) => void (type === "final" && order.push(name)));
    const [one, other] = [open("a"), open("b")];
    for (const stream of [one, other])
      stream.accept(joined(...Array.from({ length: 20 }, () => sentence(3))));
    await Promise.all([one.finish(), other.finish()]);
    for (let count = 2; count <= 40; count += 2) {
      const ofOne = order.slice(0, count).filter((name) => name === "a").length;
      expect(Math.abs(ofOne - count / 2)).toBeLessThanOrEqual(1);
    }
  });

  it("let one that is live go before a long backlog", async () => {
    const fake = createFakeEngine();
    const [backlog, live] = [fake.open(), fake.open()];
    backlog.recognition.accept(joined(...Array.from({ length: 200 }, () => sentence(3))));
    const done = backlog.recognition.finish();
    live.recognition.accept(sentence(4));
    await live.recognition.finish();
    expect(textsOf(live.events, "final")).toEqual(["two"]);
    expect(textsOf(backlog.events, "final").length).toBeLessThan(5);
    await done;
    expect(textsOf(backlog.events, "final")).toHaveLength(200);
  });

  it("show no partials while one of them is behind", async () => {
    const fake = createFakeEngine();
    const [backlog, live] = [fake.open(), fake.open()];
    backlog.recognition.accept(joined(...Array.from({ length: 50 }, () => sentence(3))));
    live.recognition.accept(spoken(4, 3_000));
    await backlog.recognition.finish();
    expect(textsOf(live.events, "partial")).toEqual([]);
    await fake.idle();
    expect(textsOf(live.events, "partial")).toEqual(["two"]);
  });
});

describe("another language than English", () => {
  const minute = joined(...Array.from({ length: 40 }, () => sentence(3, 4, 5)));
  const hasReported = async (options: Parameters<typeof createFakeEngine>[0]): Promise<number> => {
    const { events, recognition } = createFakeEngine(options).open();
    recognition.accept(minute);
    await recognition.finish();
    return events.filter(({ type }) => type === "other-language").length;
  };

  it("is reported once, if the model is unsure of its words", async () => {
    expect(await hasReported({ logProbability: -1.2 })).toBe(1);
    expect(await hasReported({ logProbability: -0.2 })).toBe(0);
  });

  it("is reported if much of it can't be read", async () => {
    expect(await hasReported({ reply: () => [] })).toBe(1);
  });

  it("is not reported from a few words", async () => {
    const { events, recognition } = createFakeEngine({ logProbability: -1.2 }).open();
    recognition.accept(joined(sentence(3), sentence(4)));
    await recognition.finish();
    expect(events.map(({ type }) => type)).not.toContain("other-language");
  });
});

describe("a network that fails", () => {
  it("ends all streams and is reported once", async () => {
    const { open, engine, failures } = createFakeEngine({ fails: (count) => count >= 1 });
    const [one, other] = [open(), open()];
    one.recognition.accept(joined(sentence(3), sentence(4)));
    other.recognition.accept(joined(sentence(5), sentence(6)));
    const ends = await Promise.allSettled([one.recognition.finish(), other.recognition.finish()]);
    expect(ends).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    expect(failures).toMatchObject([{ message: "The network broke." }]);
    expect(textsOf([...one.events, ...other.events], "final")).toHaveLength(1);
    expect(() => engine.open(() => undefined)).toThrow("The network broke.");
    await expect(one.recognition.finish()).rejects.toThrow("The network broke.");
  });
});
