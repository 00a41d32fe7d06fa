import { expect, it } from "vitest";
import { exportFileName } from "../../../core/export/file-name.ts";

const AT = Date.UTC(2026, 10, 22, 9, 5, 59);
const name = (title: string) => exportFileName(title, AT, "wav", "UTC");

it.each([
  ["Weekly", "Weekly 2026-11-22 09.05.wav"],
  ["  Weekly \n sync ", "Weekly sync 2026-11-22 09.05.wav"],
  ['Q1/Q2: <plan> "a|b" c? d* e\\f', "Q1 Q2 plan a b c d e f 2026-11-22 09.05.wav"],
  ["../../etc/passwd", "etc passwd 2026-11-22 09.05.wav"],
  [".hidden", "hidden 2026-11-22 09.05.wav"],
  ["ends with dots...", "ends with dots 2026-11-22 09.05.wav"],
  ["\u202efdp.exe", "fdp.exe 2026-11-22 09.05.wav"],
  ["broken \ud800 emoji 🎧", "broken emoji 🎧 2026-11-22 09.05.wav"],
  ["CON", "CON 2026-11-22 09.05.wav"],
  ["Besprechung – Größe", "Besprechung – Größe 2026-11-22 09.05.wav"],
  ["会議", "会議 2026-11-22 09.05.wav"],
  ["", "2026-11-22 09.05.wav"],
  ["???", "2026-11-22 09.05.wav"],
])("%j becomes %s", (title, file) => {
  expect(name(title)).toBe(file);
});

it("stays below the 255 bytes of a file name, and cuts no character in half", () => {
  const file = name("🎧".repeat(200));
  expect(new TextEncoder().encode(file).length).toBeLessThan(255);
  expect(file.isWellFormed()).toBe(true);
});

it("writes midnight as 00, in the time zone it is given", () => {
  const midnight = Date.UTC(2026, 0, 1, 5, 0);
  expect(exportFileName("New year", midnight, "md", "America/New_York")).toBe(
    "New year 2026-01-01 00.00.md",
  );
});
