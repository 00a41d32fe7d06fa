/** Drawing of the loudness strip: bars by channel, loudness, words and playback. */

import { describe, expect, it } from "vitest";
import {
  columnCount,
  drawLoudness,
  type LoudnessPicture,
  loudnessColumns,
} from "../../components/player/draw-loudness.ts";

const COLOURS = { tab: "grey", mic: "green", bookmark: "orange", position: "black" };
const LOUD = Uint8Array.from([255, 255, 0, 128]);

/** The drawn boxes, each as colour, opacity and position. */
function drawn(change: Partial<LoudnessPicture>): string[] {
  const boxes: string[] = [];
  const context = {
    fillStyle: "",
    globalAlpha: 1,
    clearRect: () => {},
    fillRect(...box: number[]) {
      const sizes = box.map((each) => Math.round(each * 10) / 10).join(" ");
      boxes.push(`${this.fillStyle} ${this.globalAlpha} ${sizes}`);
    },
  };
  const picture = {
    width: 12,
    height: 21,
    channels: [],
    played: 0,
    bookmarks: [],
    colours: COLOURS,
  };
  drawLoudness(context as unknown as CanvasRenderingContext2D, { ...picture, ...change });
  return boxes;
}

const columns = (name: "tab" | "mic", spoken: readonly (readonly [number, number])[] = []) =>
  loudnessColumns(
    { name, peaks: LOUD },
    spoken.map(([startMs, endMs]) => ({ channel: name, startMs, endMs })),
    { lengthMs: 400, count: columnCount(12) },
  );

describe("bars", () => {
  it("of the remote side are above the middle, of the user's side below", () => {
    const boxes = drawn({ channels: [columns("tab"), columns("mic")] });
    expect(boxes.slice(0, 4)).toEqual([
      "grey 0.25 0 0.5 2 10",
      "grey 0.25 3 0.5 2 10",
      "grey 0.25 6 10 2 0.5",
      "grey 0.25 9 5.5 2 5",
    ]);
    expect(boxes[4]).toBe("green 0.25 0 11 2 10");
  });

  it("of a single channel are on both sides of the middle", () => {
    expect(drawn({ channels: [columns("mic")] })[0]).toBe("green 0.25 0 0.5 2 20");
  });

  it("are stronger at words, and strongest at words that were played", () => {
    const boxes = drawn({
      channels: [
        columns("tab", [
          [100, 200],
          [210, 220],
        ]),
      ],
      played: 0.25,
    });
    expect(boxes.slice(0, 4).map((box) => box.split(" ")[1])).toEqual([
      "1",
      "0.55",
      "0.55",
      "0.25",
    ]);
  });
});

it("bookmarks and the position of playback are marked", () => {
  expect(drawn({ bookmarks: [0.5], played: 1 })).toEqual(["orange 1 5 0 2 6", "black 1 10 0 2 21"]);
});
