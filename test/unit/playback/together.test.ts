import { describe, expect, it } from "vitest";
import { createTogether } from "../../../core/playback/together.ts";
import { FakeAudio } from "./fake-audio.ts";

function pair(tab = new FakeAudio(60), mic = new FakeAudio(60)) {
  const pass = (seconds: number): void => [tab, mic].forEach((each) => each.pass(seconds));
  const places = () => [tab.currentTime, mic.currentTime];
  return { tab, mic, pass, places, together: createTogether([tab, mic]) };
}

describe("two channels", () => {
  it("play, pause and change speed together", async () => {
    const { tab, mic, pass, places, together } = pair();
    together.setRate(2);
    await together.play();
    pass(3);
    expect(places()).toEqual([6, 6]);
    expect(together).toMatchObject({ seconds: 6, isPaused: false, isOver: false });
    together.pause();
    expect([tab.paused, mic.paused, together.isPaused]).toEqual([true, true, true]);
  });

  it.each([
    ["with a small offset are not corrected", 0.07, [10, 10.07]],
    ["ahead by too much are corrected", 0.09, [10, 10]],
    ["behind by too much are corrected", -0.09, [10, 10]],
  ])("%s", (_, offset, expected) => {
    const { tab, mic, places, together } = pair();
    tab.currentTime = 10;
    mic.currentTime = 10 + offset;
    together.correct();
    expect(places()).toEqual(expected);
  });

  it.each(["tab", "mic"] as const)("are not corrected while %s is seeking", (name) => {
    const both = pair();
    both[name].seeking = true;
    both.tab.currentTime = 10;
    both.together.correct();
    expect(both.places()).toEqual([10, 0]);
  });

  it("stay together for an hour with clocks of different speed", async () => {
    const { pass, places, together } = pair(new FakeAudio(4_000), new FakeAudio(4_000, 1.0005));
    await together.play();
    for (let i = 0; i < 36_000; i++) {
      pass(0.1);
      together.correct();
      const [tab = 0, mic = 0] = places();
      expect(Math.abs(tab - mic)).toBeLessThan(0.081);
    }
  });
});

describe("a shorter channel", () => {
  const uneven = () => pair(new FakeAudio(10), new FakeAudio(60));

  it("is silent after its end while the longer one plays on", async () => {
    const { tab, mic, pass, together } = uneven();
    await together.play();
    pass(12);
    together.correct();
    expect([tab.paused, tab.currentTime]).toEqual([true, 10]);
    expect([mic.paused, together.seconds, together.isOver]).toEqual([false, 12, false]);
  });

  it("does not start over when the rest is played", async () => {
    const { tab, mic, together } = uneven();
    together.seek(30);
    await together.play();
    expect([tab.paused, tab.currentTime]).toEqual([true, 10]);
    expect([mic.paused, mic.currentTime]).toEqual([false, 30]);
  });

  it("plays again after seeking back", async () => {
    const { tab, pass, places, together } = uneven();
    await together.play();
    pass(12);
    together.seek(5);
    await together.play();
    pass(1);
    expect([tab.paused, ...places()]).toEqual([false, 6, 6]);
  });
});

it("playback is over at the end of the longest channel and stays there", async () => {
  const { pass, together } = pair(new FakeAudio(10), new FakeAudio(20));
  await together.play();
  pass(25);
  expect(together).toMatchObject({ isOver: true, isPaused: true, seconds: 20 });
  await together.play();
  expect(together.seconds).toBe(20);
});

describe("play rejected by an element", () => {
  const failing = (name: string) => {
    const element = new FakeAudio(10);
    element.play = () => Promise.reject(new DOMException("", name));
    return createTogether([element]);
  };

  it("with AbortError resolves", async () => {
    await expect(failing("AbortError").play()).resolves.toBeUndefined();
  });

  it("with another error rejects", async () => {
    await expect(failing("NotSupportedError").play()).rejects.toThrow();
  });
});
