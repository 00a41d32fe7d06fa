import { describe, expect, it } from "vitest";
import { createTogether } from "../../../core/playback/together.ts";
import { FakeAudio } from "./fake-sound.ts";

function pair(tab = new FakeAudio(60), mic = new FakeAudio(60)) {
  const pass = (seconds: number): void => [tab, mic].forEach((each) => each.pass(seconds));
  const places = () => [tab.currentTime, mic.currentTime];
  return { tab, mic, pass, places, together: createTogether([tab, mic]) };
}

describe("two channels", () => {
  it("play, pause and run at one speed together", async () => {
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
    ["a little apart are left alone", 0.07, [10, 10.07]],
    ["too far ahead", 0.09, [10, 10]],
    ["too far behind", -0.09, [10, 10]],
  ])("%s", (_, apart, expected) => {
    const { tab, mic, places, together } = pair();
    tab.currentTime = 10;
    mic.currentTime = 10 + apart;
    together.correct();
    expect(places()).toEqual(expected);
  });

  it.each(["tab", "mic"] as const)("are not corrected while %s is still seeking", (name) => {
    const both = pair();
    both[name].seeking = true;
    both.tab.currentTime = 10;
    both.together.correct();
    expect(both.places()).toEqual([10, 0]);
  });

  it("stay together for an hour though one clock is off", async () => {
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

  it("is silent after its end, and the longer one goes on", async () => {
    const { tab, mic, pass, together } = uneven();
    await together.play();
    pass(12);
    together.correct();
    expect([tab.paused, tab.currentTime]).toEqual([true, 10]);
    expect([mic.paused, together.seconds, together.isOver]).toEqual([false, 12, false]);
  });

  it("does not begin anew when the rest is played", async () => {
    const { tab, mic, together } = uneven();
    together.seek(30);
    await together.play();
    expect([tab.paused, tab.currentTime]).toEqual([true, 10]);
    expect([mic.paused, mic.currentTime]).toEqual([false, 30]);
  });

  it("comes in again when playback goes back", async () => {
    const { tab, pass, places, together } = uneven();
    await together.play();
    pass(12);
    together.seek(5);
    await together.play();
    pass(1);
    expect([tab.paused, ...places()]).toEqual([false, 6, 6]);
  });
});

it("is over when the longest is, and stays there", async () => {
  const { pass, together } = pair(new FakeAudio(10), new FakeAudio(20));
  await together.play();
  pass(25);
  expect(together).toMatchObject({ isOver: true, isPaused: true, seconds: 20 });
  await together.play();
  expect(together.seconds).toBe(20);
});

describe("playing that is stopped before it sounds", () => {
  const failing = (name: string) => {
    const sound = new FakeAudio(10);
    sound.play = () => Promise.reject(new DOMException("", name));
    return createTogether([sound]);
  };

  it("is no failure", async () => {
    await expect(failing("AbortError").play()).resolves.toBeUndefined();
  });

  it("is one where it can't be played", async () => {
    await expect(failing("NotSupportedError").play()).rejects.toThrow();
  });
});
