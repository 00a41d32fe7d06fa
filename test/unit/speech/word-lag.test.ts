import { describe, expect, it } from "vitest";
import { msToSamples } from "../../../core/audio/format.ts";
import { createWordLag, type WordLag } from "../../../core/speech/word-lag.ts";

const at = (seconds: number): number => msToSamples(seconds * 1_000);
const BASE = at(100);

/** A final whose last word ends at `untilS`, which comes when the session was sent `sentS`; both in seconds of the session. */
const final =
  (untilS: number, sentS: number) =>
  (lag: WordLag): void => {
    lag.words(BASE + at(untilS), BASE + at(sentS));
    lag.turnClosed();
  };
const speechStarted =
  (sentS: number) =>
  (lag: WordLag): void =>
    lag.speechStarted(BASE + at(sentS));

function after(...messages: readonly ((lag: WordLag) => void)[]) {
  const lag = createWordLag();
  lag.begin(BASE);
  for (const message of messages) message(lag);
  return (sentS: number): number => lag.heardUpTo(BASE + at(sentS)) - BASE;
}

describe("what counts as heard", () => {
  it("is all that was sent while words come in time, however long nothing is said after them", () => {
    const heard = after(final(4, 6));
    expect(heard(7)).toBe(at(7));
    expect(heard(600)).toBe(at(600));
  });

  it("ends at the last word if words come late", () => {
    expect(after(final(4, 12))(14)).toBe(at(4));
  });

  it("is all again when words have caught up", () => {
    expect(after(final(4, 12), final(13, 15))(16)).toBe(at(16));
  });

  it("ends at the last word if an open turn makes no progress for 15 s", () => {
    const heard = after(final(4, 6), speechStarted(10));
    expect(heard(24)).toBe(at(24));
    expect(heard(26)).toBe(at(4));
  });

  it("is all that was sent through music, which opens no turn", () => {
    expect(after()(3_600)).toBe(at(3_600));
  });
});
