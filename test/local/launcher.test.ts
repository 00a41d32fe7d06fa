import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Turn } from "../../core/meeting.ts";
import { parseOptions, UsageError } from "../../local/launcher/options.ts";
import { highlights, turnPrinter } from "../../local/launcher/headless.ts";

const DISPLAY = { DISPLAY: ":0" };

describe("parseOptions", () => {
  test.each([
    ["no display on Linux: no window", {}, "linux", true],
    ["an empty DISPLAY is none", { DISPLAY: "" }, "linux", true],
    ["X11", DISPLAY, "linux", false],
    ["Wayland", { WAYLAND_DISPLAY: "wayland-0" }, "linux", false],
    ["macOS always has one", {}, "darwin", false],
    ["Windows always has one", {}, "win32", false],
  ] as const)("handles a display: %s", (_what, env, platform, headless) => {
    expect(parseOptions([], env, platform)?.headless).toBe(headless);
  });

  test("reads all options", () => {
    const args = "--headless --audio talk.mp3 --seconds 12.5 --out kept --port 8787".split(" ");
    expect(parseOptions(args, DISPLAY, "linux")).toEqual({
      headless: true,
      audio: join(process.cwd(), "talk.mp3"),
      seconds: 12.5,
      out: join(process.cwd(), "kept"),
      port: 8787,
    });
  });

  test("returns null for --help", () => expect(parseOptions(["--help"], {}, "linux")).toBeNull());

  test.each([
    ["an option nobody knows", ["--fast"], "'--fast'"],
    ["a word without an option", ["talk.mp3"], "'talk.mp3'"],
    ["an option without its value", ["--audio"], "'--audio <value>'"],
    ["no number", ["--headless", "--seconds", "long"], '"long"'],
    ["an empty number", ["--port", ""], '""'],
    ["no such port", ["--port", "70000"], "1 to 65535"],
    ["--out with a window", ["--out", "kept"], "add --headless"],
  ])("throws a sentence for %s", (_what, args, words) => {
    const parse = () => parseOptions(args, DISPLAY, "linux");
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(words);
  });
});

describe("turnPrinter", () => {
  const turn = (order: number, text: string, insight: string | null = null): Turn => ({
    meetingId: "m",
    channel: "tab",
    session: 0,
    order,
    startMs: order * 61_000,
    endMs: order * 61_000 + 900,
    text,
    words: [],
    formatted: true,
    language: null,
    speaker: null,
    insight,
  });

  test("prints each turn once with its insight, and names the turn of a late insight", () => {
    const lines: string[] = [];
    const print = turnPrinter((line) => lines.push(line));

    expect(print(turn(0, "Hello."))).toBe(true);
    expect(print(turn(0, "Hello.", "A\n greeting."))).toBe(false);
    expect(print(turn(1, "Shall we?"))).toBe(true);
    expect(print(turn(2, "Yes."))).toBe(true);
    expect(print(turn(1, "Shall we?", "A question."))).toBe(false);

    expect(lines).toEqual([
      "   0:00  Them: Hello.",
      "         ↳ A greeting.",
      "   1:01  Them: Shall we?",
      "   2:02  Them: Yes.",
      "         ↳ (1:01) A question.",
    ]);
  });

  test("leaves out an insight that only quotes its turn", () => {
    const lines: string[] = [];
    const print = turnPrinter((line) => lines.push(line));
    print(turn(0, "Good. I will find a room.", "I will find a room."));
    expect(lines).toEqual(["   0:00  Them: Good. I will find a room."]);
  });
});

describe("highlights", () => {
  test("prints decisions and tasks, whatever stands between and after them", () => {
    const markdown = `# Weekly

## Meeting notes

### Summary

- They met. [0:00]

### Decisions

- Release on Friday. [0:26]
- The budget is approved. [1:15]

### Action items

- **Michael**: write the notes. [0:31]

### Open questions

- Who? [1:19]

## Transcript

**0:00 Them:** Decisions
`;
    expect(highlights(markdown).split("\n")).toEqual([
      "",
      "Decisions",
      "  - Release on Friday. [0:26]",
      "  - The budget is approved. [1:15]",
      "",
      "Action items",
      "  - Michael: write the notes. [0:31]",
    ]);
  });

  test("prints nothing for a meeting without such notes", () =>
    expect(highlights("# Weekly\n\n## Transcript\n\n**0:00 Them:** Decisions\n")).toBe(""));
});
