/**
 * Measures the CPU time that a partial costs the panel's main thread, from the arrival of the message to the end of the second
 * frame after it: reading the message, Vue's update, style, layout and paint. The message comes from another thread, like the
 * recorder's.
 *
 * Measuring costs CPU time too, so partials alternate with a message that the panel ignores (another panel's "hello"), and the
 * median cost of these is subtracted.
 */

import type { Page } from "puppeteer-core";
import type { PartialTurn } from "../../core/meeting.ts";
import { LIVE_CHANNEL, type LiveEvent, type LiveHello } from "../../core/protocol/live.ts";
import type { Scenario } from "../browser/harness.ts";
import { openMainThread, taskMs } from "./main-thread.ts";
import { openPretendedRecorder } from "./pretended-recorder.ts";
import { median } from "./statistics.ts";
import { turnsOf } from "../meetings/stored-meeting.ts";

export interface PartialMeter extends AsyncDisposable {
  /** Makes the panel show this stored meeting as being recorded, and waits until all its turns are rendered. */
  show(meetingId: string, turns: number): Promise<void>;
  /** Returns the cost of each partial in ms, for a turn that grows word by word. */
  costsOfPartials(meetingId: string, count: number): Promise<number[]>;
}

interface MeteredPage {
  /** Resolves in the second frame after the expected message. */
  painted: Promise<void>;
  expectMessage(mark: number): void;
}

/** Mark that identifies the measured message among others; the panel ignores it. */
interface Marked {
  readonly meterMark?: number;
}

/** @param tab Shows the panel; the meter is disposed of before it closes */
export async function openPartialMeter(
  { browser, extension }: Pick<Scenario, "browser" | "extension">,
  tab: Page,
): Promise<PartialMeter> {
  const recorder = await openPretendedRecorder({ browser, extension });
  const thread = await openMainThread(tab);
  await tab.evaluate(watchFrames, LIVE_CHANNEL);

  let mark = 0;
  /** Returns the CPU time in ms from posting a message to two frames later. */
  async function costOf(message: LiveEvent | LiveHello): Promise<number> {
    const marked = { ...message, meterMark: ++mark } satisfies Marked;
    await tab.evaluate((own) => (globalThis as unknown as MeteredPage).expectMessage(own), mark);
    const before = await taskMs(thread);
    await recorder.say(marked);
    await tab.evaluate(() => (globalThis as unknown as MeteredPage).painted);
    return (await taskMs(thread)) - before;
  }

  return {
    async show(meetingId, turns) {
      await recorder.record(meetingId);
      await tab.waitForFunction(
        (turns) =>
          document.querySelectorAll('[role="log"][aria-busy="false"] [data-turn]').length === turns,
        {},
        turns,
      );
    },
    async costsOfPartials(meetingId, count) {
      const costs: number[] = [];
      const idle: number[] = [];
      for (let i = 0; i < count; i++) {
        idle.push(await costOf({ type: "hello" }));
        const partial = partialOf(meetingId, i);
        costs.push(await costOf({ type: "partial", meetingId, channel: "tab", partial }));
        await assertShown(tab, partial);
      }
      return costs.map((cost) => cost - median(idle));
    },
    [Symbol.asyncDispose]: () => thread.detach(),
  };
}

/** Runs in the panel. */
function watchFrames(channelName: string): void {
  const page = globalThis as unknown as MeteredPage;
  let resolve = (): void => {};
  let expected = 0;
  page.expectMessage = (mark) => {
    expected = mark;
    ({ promise: page.painted, resolve } = Promise.withResolvers<void>());
  };
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<Marked>) => {
    if (data.meterMark !== expected) return;
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  };
  // The reference keeps the channel from being garbage-collected.
  Object.assign(globalThis, { meterChannel: channel });
}

/** Returns the state of a partial turn after all stored ones, at this step. */
function partialOf(meetingId: string, step: number): PartialTurn {
  const [turn] = turnsOf(meetingId, 1);
  if (!turn) throw new RangeError("no turn");
  const { insight: _, ...partial } = turn;
  const words = partial.words.slice(0, 1 + (step % partial.words.length));
  const startMs = 100_000_000;
  return {
    ...partial,
    session: 1,
    startMs,
    words,
    text: words.map(({ text }) => text).join(" "),
    formatted: false,
  };
}

/** A partial that was not rendered was not measured. */
async function assertShown(tab: Page, { text }: PartialTurn): Promise<void> {
  const shown = await tab.$eval(
    '[role="log"] article:not([data-turn]) > div > p',
    (words) => words.textContent,
  );
  if (shown !== text) throw new Error(`The panel shows "${shown}" in place of "${text}".`);
}
