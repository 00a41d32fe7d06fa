import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { HUES, hueOf } from "../../../core/transcript/speaker-hue.ts";

const PEOPLE = { "person 1": "Ruth", "person 2": "Priya" };

describe("hueOf", () => {
  it("differs between the user's side, the remote side and its first speakers", () => {
    const keys = ["mic", "tab", "tab A", "tab B", "tab C", "tab D", "tab E"];
    expect(new Set(keys.map((key) => hueOf(key, {}))).size).toBe(HUES);
  });

  it("differs between the first speakers and the first people that the user has added", () => {
    const keys = ["mic", "tab", "tab A", "tab B", "tab C", "person 1", "person 2"];
    expect(new Set(keys.map((key) => hueOf(key, { names: PEOPLE }))).size).toBe(HUES);
  });

  it("stays the same when speakers get names or people are added", () => {
    const before = hueOf("person 1", { names: { "person 1": "Ruth" } });
    expect(hueOf("person 1", { names: { "tab A": "Ann", ...PEOPLE } })).toBe(before);
  });

  it("is a colour of the palette for any key", () => {
    for (const key of ["tab Z", "tab A2", "tab 0", "tab ", "mic A", "person 9"])
      expect(hueOf(key, { names: PEOPLE })).toSatisfy((hue: number) => hue >= 0 && hue < HUES);
  });

  it("keeps the user's own colour for the user's side", () => {
    const keys = ["tab", "tab A", "tab G", "tab M", "mic A", "person 1", "person 7"];
    expect(keys.map((key) => hueOf(key, { names: PEOPLE }))).not.toContain(hueOf("mic", {}));
  });
});

/** WCAG 2.2, 1.4.3. */
const LEAST_CONTRAST = 4.5;
const STYLES = readFileSync("components/styles/tokens.css", "utf8");
const [LIGHT = "", DARK = ""] = STYLES.split("@media");

const colourIn = (scheme: string, name: string): string =>
  new RegExp(`${name}: (#[\\da-f]{6});`).exec(scheme)?.[1] ?? "";

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe("the palette of names", () => {
  it.each([
    ["light", LIGHT],
    ["dark", DARK],
  ])(
    "is legible on every background of the %s theme and is not the colour of actions",
    (_, css) => {
      const grounds = ["--ground", "--surface", "--sunken", "--accent-soft"];
      const people = Array.from({ length: HUES }, (__, hue) => colourIn(css, `--person-${hue}`));
      expect(new Set([...people, colourIn(css, "--accent")]).size).toBe(HUES + 1);
      for (const person of people)
        for (const ground of grounds)
          expect(contrast(person, colourIn(css, ground))).toBeGreaterThanOrEqual(LEAST_CONTRAST);
    },
  );
});
