import { describe, expect, it } from "vitest";
import { exportFileName } from "../../../core/export/file-name.ts";

const AT = Date.UTC(2026, 10, 22, 9, 5, 59);
const name = (title: string, part = "") =>
  exportFileName(title, AT, "wav", { part, timeZone: "UTC" });
const bytes = (text: string): number => new TextEncoder().encode(text).length;

describe("exportFileName with a title", () => {
  it.each([
    ["Weekly", "Weekly 2026-11-22 09.05.wav"],
    ["  Weekly \n sync ", "Weekly sync 2026-11-22 09.05.wav"],
    ['Q1/Q2: <plan> "a|b" c? d* e\\f', "Q1 Q2 plan a b c d e f 2026-11-22 09.05.wav"],
    ["../../etc/passwd", "etc passwd 2026-11-22 09.05.wav"],
    ["~$draft", "$draft 2026-11-22 09.05.wav"],
    [".hidden", "hidden 2026-11-22 09.05.wav"],
    ["ends with dots...", "ends with dots 2026-11-22 09.05.wav"],
    ["Besprechung – Größe", "Besprechung – Größe 2026-11-22 09.05.wav"],
    ["Cafe\u0301", "Caf\u00e9 2026-11-22 09.05.wav"],
    ["会議", "会議 2026-11-22 09.05.wav"],
    ["פגישה", "פגישה 2026-11-22 09.05.wav"],
    ["می\u200cخواهم", "می خواهم 2026-11-22 09.05.wav"],
    ["100 % & 'more' $HOME `id` #1", "100 % & 'more' $HOME `id` #1 2026-11-22 09.05.wav"],
    ["-rf", "-rf 2026-11-22 09.05.wav"],
    ["", "2026-11-22 09.05.wav"],
    ["???", "2026-11-22 09.05.wav"],
    ["...", "2026-11-22 09.05.wav"],
  ])("%j becomes %s", (title, file) => {
    expect(name(title)).toBe(file);
  });
});

describe("exportFileName drops invisible characters:", () => {
  it.each([
    ["\u202efdp.exe", "fdp.exe"],
    ["\u2066a\u2069\u200eb", "a b"],
    ["a\u0000b\u0085c\u2028d\u2029e", "a b c d e"],
    ["soft\u00adhyphen \ufeffmark", "soft hyphen mark"],
    ["broken \ud800 emoji 🎧", "broken emoji 🎧"],
    ["none \ufffe\u{1ffff}\ufdd0 at all", "none at all"],
    ["tag\u{e0041}\u{e0042}s", "tag s"],
    ["👩‍💻 pair", "👩💻 pair"],
  ])("%j becomes %s", (title, file) => {
    expect(name(title)).toBe(`${file} 2026-11-22 09.05.wav`);
  });
});

describe("exportFileName avoids device names of Windows:", () => {
  it.each([
    ["CON", "CON"],
    ["nul.txt", "nul_.txt"],
    ["Aux .notes", "Aux_ .notes"],
    ["COM1.", "COM1"],
    ["COM1..x", "COM1_..x"],
    ["lpt9.log", "lpt9_.log"],
    ["COM¹.x", "COM¹_.x"],
    ["CONOUT$", "CONOUT$"],
    ["CONSOLE", "CONSOLE"],
    ["con amore", "con amore"],
    ["COM10", "COM10"],
    ["Nullius", "Nullius"],
  ])("%s becomes %s", (title, file) => {
    expect(name(title)).toBe(`${file} 2026-11-22 09.05.wav`);
  });
});

describe("exportFileName with a part", () => {
  it.each([
    ["You", "Weekly 2026-11-22 09.05 You.wav"],
    ["R/D: Ruth", "Weekly 2026-11-22 09.05 R D Ruth.wav"],
    ["", "Weekly 2026-11-22 09.05.wav"],
    ["Adolph Blaine Charles David", "Weekly 2026-11-22 09.05 Adolph Blaine Charle.wav"],
  ])("%j gives %s", (part, file) => {
    expect(name("Weekly", part)).toBe(file);
  });
});

it.each([
  ["emoji", "🎧"],
  ["joined emoji", "👩🏽"],
  ["letters with many marks", `a${"\u0301".repeat(40)}`],
  ["Chinese", "会"],
  ["Latin", "x"],
])(
  "exportFileName leaves room for Chrome's additions within 255 bytes and cuts between letters: %s",
  (_, letter) => {
    const file = name(letter.repeat(200), letter.repeat(200));
    expect(bytes(file)).toBeLessThan(255 - bytes(" (99).crdownload"));
    expect(file.isWellFormed()).toBe(true);
    const [title = "", part = ""] = file.replace(".wav", "").split(" 2026-11-22 09.05");
    expect(`${title}${part}`.replaceAll(letter.normalize("NFC"), "").trim()).toBe("");
  },
);

it("exportFileName writes midnight as 00 in the given time zone", () => {
  const midnight = Date.UTC(2026, 0, 1, 5, 0);
  const file = exportFileName("New year", midnight, "md", { timeZone: "America/New_York" });
  expect(file).toBe("New year 2026-01-01 00.00.md");
});
