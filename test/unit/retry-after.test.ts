import { expect, it } from "vitest";
import { retryAfterMs } from "../../entrypoints/shared/worker-client.ts";

const NOW = Date.UTC(2026, 10, 22, 9, 0);

it.each([
  ["7", 7_000],
  ["0", 0],
  [" 41 ", 41_000],
  ["Sun, 22 Nov 2026 09:00:30 GMT", 30_000],
  ["Sun, 22 Nov 2026 08:59:00 GMT", 0],
  [null, null],
  ["", null],
  ["soon", null],
  ["-1", null],
  ["1.5", null],
  ["9999999999", null],
  ["Sun, 99 Nov 2026 09:00:30 GMT", null],
  ["2026-11-22T09:00:30Z", null],
])("retryAfterMs reads %j as %j ms", (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});
