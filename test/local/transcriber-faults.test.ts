/**
 * The transcriber against the local service in fake time: whatever happens to connection, service and tokens, every number
 * of a recording is once and in order in the transcript. `browser/faults.test.ts` repeats what depends on Chrome.
 */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { peakOf } from "../../core/audio/pcm.ts";
import { INSTANT, type BehaviourOverrides } from "../../local/behaviour.ts";
import { createCuedEngine } from "../time-code/cued-engine.ts";
import { FAULT_CASES, PLAYED_SECONDS, scheduleFaults } from "../time-code/fault-cases.ts";
import { numbersSaid } from "../time-code/phrases.ts";
import { createTimeCodeEngine } from "../time-code/time-code-engine.ts";
import { generatePhrases } from "../time-code/wav-file.ts";
import {
  openNumberChannel,
  record,
  restorePlatform,
  stubPlatform,
} from "../unit/recorder/number-channel.ts";
import { stubService } from "./memory-service.ts";

const LONGEST_SECONDS = 34;
const BLOCKS_PER_SECOND = 10;
const PHRASES = generatePhrases(0, LONGEST_SECONDS * BLOCKS_PER_SECOND);
const phrasesAt = (atSample: number, samples: number): Int16Array<ArrayBuffer> =>
  PHRASES.slice(atSample, atSample + samples);

const ENDING_MS = 60_000;

beforeEach(stubPlatform);
afterEach(restorePlatform);

function open(behaviour: BehaviourOverrides = {}) {
  const engine = createCuedEngine(createTimeCodeEngine());
  const service = stubService(engine, behaviour);
  return {
    service,
    onCue: engine.onCue,
    /** Records so much and expects every number of it, once and in order. */
    async expectWhole(seconds: number): Promise<void> {
      const channel = await openNumberChannel({ audioAt: phrasesAt, peakOf });
      await record([channel], seconds * 1_000);
      channel.transcriber.end();
      await vi.advanceTimersByTimeAsync(ENDING_MS);
      await channel.transcriber.closed;
      vi.useRealTimers();
      expect(await channel.heard()).toEqual(numbersSaid(0, seconds * BLOCKS_PER_SECOND));
      expect(channel.transcriber.status()).toMatchObject({ isComplete: true, problems: [] });
    },
  };
}

describe("no number is lost or doubled if", () => {
  it.each(FAULT_CASES)("$what", async (faulty) => {
    const { service, onCue, expectWhole } = open();
    scheduleFaults(faulty, service.faults, onCue);
    await expectWhole(faulty.seconds ?? PLAYED_SECONDS);
    if (faulty.sessions !== undefined) expect(service.sessions).toHaveLength(faulty.sessions);
  });

  it("sessions roll over before they expire", async () => {
    const { service, expectWhole } = open({ session: { ...INSTANT.session, longestSeconds: 8 } });
    await expectWhole(18);
    expect(service.sessions.length).toBeGreaterThan(2);
    expect(new Set(service.sessions.map(({ closeCode }) => closeCode))).toEqual(new Set([1000]));
  });

  it("a service at half speed sends its last word ten seconds after Terminate", async () => {
    const { service, expectWhole } = open({ sound: { speed: 0.5 } });
    await expectWhole(10);
    expect(service.sessions).toMatchObject([{ waitedForTermination: true }]);
  });
});
