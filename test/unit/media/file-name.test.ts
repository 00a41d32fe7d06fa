import { describe, expect, it } from "vitest";
import { timeInName, titleOf } from "../../../core/media/file-name.ts";

describe("the title of a file", () => {
  it.each([
    ["Team call.m4a", "Team call"],
    ["Dr. Smith interview", "Dr. Smith interview"],
    ["Dr. Smith interview.MP3", "Dr. Smith interview"],
    ["2024-11-05 10.00", "2024-11-05 10.00"],
    ["v2.final", "v2.final"],
    ["talk.v2.wav", "talk.v2"],
    ["Meeting with J.R", "Meeting with J.R"],
    [".wav", ".wav"],
    ["会議 3月.opus", "会議 3月"],
    ["  spaces .ogg", "spaces"],
    // As a Mac writes it.
    ["Cafe\u0301.mp4", "Café"],
  ])("%j is %j", (name, title) => {
    expect(titleOf(name)).toBe(title);
  });
});

describe("the time in a file's name", () => {
  const local = (...parts: [number, number, number, number, number, number]): number => {
    const [year, month, ...rest] = parts;
    return new Date(year, month - 1, ...rest).getTime();
  };
  const TEN = local(2024, 11, 5, 10, 0, 0);
  const TEN_12 = local(2024, 11, 5, 10, 0, 12);

  it.each([
    ["2024-11-05 10.00.m4a", TEN],
    ["2024-11-05_10-00-12.mkv", TEN_12],
    ["20241105_100012.mp4", TEN_12],
    ["20241105100012.wav", TEN_12],
    ["Screen Recording 2024-11-05 at 10.00.12.mov", TEN_12],
    ["Screen Recording 2024-11-05 at 10.00.12\u202fAM.mov", TEN_12],
    ["Screen Recording 2024-11-05 at 9.00.12 PM.mov", local(2024, 11, 5, 21, 0, 12)],
    ["Bildschirmaufnahme 2024-11-05 um 10.00.12.mov", TEN_12],
    ["Enregistrement de l’écran 2024-11-05 à 10.00.12.mov", TEN_12],
    ["General-20241105_100012-Meeting Recording.mp4", TEN_12],
    ["Ann_241105_100012.m4a", TEN_12],
    ["2024-11-05T10:00:12.ogg", TEN_12],
    ["VID_20241105_100012345.mp4", null],
  ])("%j holds day and time", (name, at) => {
    if (at === null) expect(timeInName(name)?.hasTime).not.toBe(true);
    else expect(timeInName(name)).toEqual({ at, hasTime: true });
  });

  it("is that of Greenwich if the name says so", () => {
    const at = Date.UTC(2024, 10, 5, 10, 0, 12);
    expect(timeInName("GMT20241105-100012_Recording_1920x1080.mp4")).toEqual({ at, hasTime: true });
  });

  it.each([
    ["PTT-20241105-WA0001.opus"],
    ["AUD-20241105-WA0012.m4a"],
    ["Standup 2024-11-05.mp3"],
    ["2024.11.05 12 participants.wav"],
    ["2024-11-05 99.99.wav"],
  ])("%j holds a day only, and is taken for noon", (name) => {
    const noon = local(2024, 11, 5, 12, 0, 0);
    expect(timeInName(name)).toEqual({ at: noon, hasTime: false });
  });

  it.each([
    "zoom_0.mp4",
    "video1234567890.mp4",
    "Meeting 3.wav",
    "2024-13-05.wav",
    "2024-02-31.wav",
  ])("%j holds none", (name) => {
    expect(timeInName(name)).toBeNull();
  });
});
