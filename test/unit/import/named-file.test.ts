import { describe, expect, it } from "vitest";
import { startOfTranscript, titleOfTranscript } from "../../../core/import/named-file.ts";

it.each([
  ["talk.vtt", "talk"],
  ["Dr. Smith interview", "Dr. Smith interview"],
  ["Dr. Smith interview.docx", "Dr. Smith interview"],
  [".vtt", ".vtt"],
  ["GMT20241105-150000_Recording.transcript.vtt", "GMT20241105-150000_Recording"],
  ["Talk [dQw4w9WgXcQ].en-US.vtt", "Talk [dQw4w9WgXcQ]"],
  ["talk.mp4.srt", "talk"],
  ["notes.en.txt", "notes.en"],
])("titleOfTranscript of %s is %s", (name, title) => {
  expect(titleOfTranscript(name)).toBe(title);
});

describe("startOfTranscript is", () => {
  const at = (day: number, hour: number): number => new Date(2024, 10, day, hour).getTime();
  const hours = (count: number): number => count * 3_600_000;
  it.each<[string, string, number | null, number]>([
    ["the time in its name", "2024-11-05 10.00.vtt", null, at(5, 10)],
    ["that of the file without a date in its name", "a.vtt", null, at(6, 12)],
    ["the first time on the day of the file", "a.txt", hours(10), at(6, 10)],
    ["the first time on the day of its name", "2024-11-05.txt", hours(10), at(5, 10)],
    ["the evening before if the file is earlier", "a.txt", hours(22), at(5, 22)],
  ])("%s", (_, name, beginsAtMs, startedAt) => {
    expect(startOfTranscript({ name, lastModified: at(6, 12) }, beginsAtMs)).toBe(startedAt);
  });
});
