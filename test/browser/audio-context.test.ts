import { expect, it } from "vitest";
import type { LiveState } from "../../core/protocol/live.ts";
import { play } from "../../local/browser/meeting-page.ts";
import { openPanel, start, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { followStates, inBrowser, withoutWords } from "./harness.ts";
import { openOffscreen } from "./offscreen-document.ts";

interface Contexts {
  opened: AudioContext[];
}

it("an audio context that dies costs less than two seconds of a recording", () =>
  inBrowser(withoutWords(), async ({ browser, extension, page }) => {
    const offscreen = await openOffscreen(browser, extension);
    await offscreen.evaluate(() => {
      const globals = globalThis as unknown as Contexts;
      globals.opened = [];
      globalThis.AudioContext = class extends AudioContext {
        constructor(options?: AudioContextOptions) {
          super(options);
          globals.opened.push(this);
        }
      };
    });
    const panel = await openPanel(browser, extension, page);
    const states: LiveState[] = [];
    await followStates(panel, (state) => states.push(state));
    const recordedSamples = (): number => states.at(-1)?.channels[0]?.recordedSamples ?? 0;
    await start(panel);
    await waitForStatus(panel, ["Recording"]);
    await play(page);
    await expect.poll(recordedSamples).toBeGreaterThan(32_000);

    // As when the sound server dies: the context is suspended, and nobody has asked for it.
    await offscreen.evaluate(() => {
      const { opened } = globalThis as unknown as Contexts;
      void opened.at(-1)?.suspend();
    });
    const diedAt = Date.now();
    const before = recordedSamples();
    // What the old framer still held is less than this.
    await expect.poll(recordedSamples).toBeGreaterThan(before + 4_800);
    expect(Date.now() - diedAt).toBeLessThan(2_000);
    const first = states.length;
    await expect
      .poll(() => Math.max(0, ...states.slice(first).map(({ channels }) => channels[0]?.peak ?? 0)))
      .toBeGreaterThan(0);
    await stop(panel);
    await waitForStatus(panel, ["Saved"]);
    expect(states.at(-1)?.problems).toEqual([]);
  }));
