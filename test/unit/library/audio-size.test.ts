import { expect, it } from "vitest";
import { BYTES_PER_HOUR, audioBytes } from "../../../core/library/deletion.ts";
import { held } from "../spoken.ts";

const tab = { name: "tab", transcribedSamples: 0 } as const;
const mic = { name: "mic", transcribedSamples: 0 } as const;
const hour = { durationMs: 3_600_000 };

it.each([
  ["an hour of a tab", held({ ...hour, channels: [tab] }), BYTES_PER_HOUR],
  ["an hour of both", held({ ...hour, channels: [tab, mic] }), 2 * BYTES_PER_HOUR],
  ["an hour with deleted audio", held({ ...hour, soundDeletedAt: 1 }), 0],
  ["a meeting without length", held({ durationMs: 0 }), 0],
])("audioBytes of %s", (_, meeting, bytes) => {
  expect(audioBytes(meeting)).toBe(bytes);
});

it("an hour of one channel is 115 MB", () => {
  expect(BYTES_PER_HOUR).toBe(115_200_000);
});
