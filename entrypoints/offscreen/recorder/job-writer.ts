/**
 * Writes of a job to the database, in order. A refused write is tried again and those behind it wait, so an offset is never stored before
 * the turns it covers.
 */

import type { Problem } from "../../../core/problem.ts";
import { delay } from "../../shared/delay.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { createSerial } from "../../shared/serial.ts";
import { storageProblem } from "../../shared/storage-problem.ts";
import { LONGEST_DRAIN_MS } from "./durable-audio-log.ts";

/** Errors that may pass: mostly a full disk, which refuses audio and words alike. */
const PASSING: ReadonlySet<string> = new Set([
  "QuotaExceededError",
  "UnknownError",
  "AbortError",
  "TimeoutError",
]);
const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 8_000;

export interface JobWriter {
  /** @param onLost called if the write can't be done; the writes behind it follow */
  store(write: () => Promise<void>, onLost?: () => void): void;
  /** Resolves when everything asked for so far is stored, or after ten minutes in which the database took nothing. */
  drain(): Promise<void>;
}

/** @param onProblem receives the problem of a refused write, and null when it was stored after all */
export function createJobWriter(onProblem: (found: Problem | null) => void): JobWriter {
  const writes = createSerial();
  const giveUp = new AbortController();
  let isRefused = false;
  let isIncomplete = false;

  /** Returns false if the write can't be done. */
  async function persist(write: () => Promise<void>): Promise<boolean> {
    for (let waitMs = RETRY_FIRST_MS; !giveUp.signal.aborted; waitMs = longer(waitMs)) {
      try {
        await write();
        accepted();
        return true;
      } catch (error) {
        refused(error);
        if (!isPassing(error)) return false;
      }
      await delay(waitMs, giveUp.signal).catch(() =>
        reportUnexpected("storing a meeting")(TIMED_OUT),
      );
    }
    return false;
  }

  function accepted(): void {
    if (isRefused && !isIncomplete) onProblem(null);
    isRefused = false;
  }

  function refused(error: unknown): void {
    if (!isRefused) reportUnexpected("storing a meeting")(error);
    isRefused = true;
    onProblem(storageProblem("database", error));
  }

  return {
    store(write, onLost) {
      void writes.run(async () => {
        if (await persist(write)) return;
        isIncomplete = true;
        onLost?.();
      });
    },
    async drain() {
      const timer = setTimeout(() => giveUp.abort(), LONGEST_DRAIN_MS);
      await writes.idle();
      clearTimeout(timer);
    },
  };
}

const TIMED_OUT = new Error("The database took nothing for ten minutes.");

const longer = (waitMs: number): number => Math.min(2 * waitMs, RETRY_LONGEST_MS);

const isPassing = (error: unknown): boolean =>
  error instanceof DOMException && PASSING.has(error.name);
