/** Gives `vi.waitFor` the bound of the tests themselves: its own second is too short on a loaded machine. */

import { vi } from "vitest";

const PATIENCE_MS = 30_000;
const { waitFor } = vi;

vi.waitFor = (condition, options) =>
  waitFor(condition, typeof options === "number" ? options : { timeout: PATIENCE_MS, ...options });
