/** Everything around a recording that a soak run can make fail, and what it measures of each fault. */

import type { Page } from "puppeteer-core";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings/settings.ts";
import { serviceWorker, writeSettings } from "../../local/browser/extension.ts";
import type { LocalService } from "../../local/server.ts";
import { wakeServiceWorker } from "../browser/chrome-api.ts";
import type { Scenario } from "../browser/harness.ts";
import type { Network, Outage } from "../browser/network.ts";
import { msUntilRecorded, msUntilWords } from "../browser/live-watch.ts";
import type { RefusedWrites } from "./refused-writes.ts";
import type { SoundServer } from "./sound-server.ts";

export interface Blip {
  readonly outage: Outage;
  readonly seconds: number;
  /** Whether Chrome reports that the network is back, as it does for a cable but not for a router. */
  readonly isReported: boolean;
}

export interface Measured {
  /** From the network's return to new words, per blip. */
  readonly blips: { readonly blip: Blip; readonly ms: number }[];
  /** From the loss of the sound server, or of the audio context, to recorded sound. */
  readonly lostSound: { readonly what: "server" | "context"; readonly ms: number }[];
}

export interface Surroundings {
  readonly service: LocalService;
  readonly network: Network;
  readonly writes: RefusedWrites;
  /** Null if PulseAudio is not installed. */
  readonly sound: SoundServer | null;
  readonly measured: Measured;
  restoreNetwork(blip: Blip): Promise<void>;
  /** @param choice 0 ≤ choice < 1, of the parameters that sessions ask for */
  refuseParameter(choice: number): void;
  changeSettings(): Promise<void>;
  /** Changes the settings, and refuses the change as soon as the live session knows it. */
  refuseChange(): Promise<void>;
  /** Kills the sound server; the next times the audio context, as Chrome then does. */
  loseSound(): Promise<void>;
}

/** Without a model there is no session at all. */
const NEEDED: ReadonlySet<string> = new Set(["speech_model", "sample_rate", "encoding", "token"]);
/** What the old audio thread still held is less than this. */
const OLD_SAMPLES = 4_800;
const CHANGE_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 50;

export interface SurroundingsOptions extends Pick<Surroundings, "network" | "writes" | "sound"> {
  readonly scenario: Scenario;
  readonly offscreen: Page;
}

/** The engine can't read numbers that are tones. */
export const WITHOUT_DRAFTS: Settings["speech"] = {
  ...DEFAULT_SETTINGS.speech,
  draftWhileAway: false,
};

export function openSurroundings(options: SurroundingsOptions): Surroundings {
  const { scenario, offscreen, network, sound } = options;
  const { service } = scenario;
  const measured: Measured = { blips: [], lostSound: [] };
  let changes = 0;

  async function changeSettings(): Promise<void> {
    await wakeServiceWorker(offscreen);
    const keyTerms = [`term ${++changes}`];
    await configure(scenario, { speech: { ...WITHOUT_DRAFTS, keyTerms } });
  }

  return {
    ...options,
    service,
    measured,
    async restoreNetwork(blip) {
      const words = msUntilWords(offscreen, ["tab"]);
      network.restore();
      if (blip.isReported) await reportOnline(offscreen);
      measured.blips.push({ blip, ms: await words });
    },
    refuseParameter(choice) {
      const names = Object.keys(service.sessions.at(-1)?.query ?? {}).filter(
        (name) => !NEEDED.has(name),
      );
      const name = names[Math.floor(choice * names.length)];
      service.faults.schedule({ type: "drop" }, { atMs: 0 });
      if (name !== undefined) service.faults.schedule({ type: "refuse-parameter", name });
    },
    changeSettings,
    async refuseChange() {
      const session = service.sessions.at(-1);
      const before = session?.updates.length ?? 0;
      await changeSettings();
      const deadline = performance.now() + CHANGE_WITHIN_MS;
      while ((session?.updates.length ?? 0) === before && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      const refusal = { type: "refuse-parameter", name: "keyterms_prompt" } as const;
      service.faults.schedule(refusal, { atMs: 0 });
    },
    async loseSound() {
      const recorded = msUntilRecorded(offscreen, OLD_SAMPLES);
      const what = sound === null || sound.hasDied ? "context" : "server";
      if (what === "server") await sound?.kill();
      else await suspendContext(offscreen);
      measured.lostSound.push({ what, ms: await recorded });
    },
  };
}

/** Saves settings and tells the recording, as the panel does. */
async function configure(
  { browser, extension }: Scenario,
  changes: Partial<Settings>,
): Promise<void> {
  await writeSettings(browser, extension, changes);
  const worker = await serviceWorker(browser, extension);
  await worker.evaluate(async () => {
    const { chrome } = globalThis as unknown as { chrome: ChromeOfWorker };
    const { settings } = await chrome.storage.local.get("settings");
    await chrome.runtime.sendMessage({
      to: "offscreen",
      type: "act",
      act: { type: "configure", settings },
    });
  });
}

interface ChromeOfWorker {
  readonly storage: { readonly local: { get(key: string): Promise<{ settings: unknown }> } };
  readonly runtime: { sendMessage(message: object): Promise<unknown> };
}

/** Tells the recorder threads, as Chrome does. */
async function reportOnline(offscreen: Page): Promise<void> {
  for (const thread of offscreen.workers())
    await thread.evaluate(() => void dispatchEvent(new Event("online")));
}

interface KeptContexts {
  readonly contexts: AudioContext[];
}

/** Lets `loseSound` reach the audio contexts of the next recording. */
export const keepContexts = (offscreen: Page): Promise<void> =>
  offscreen.evaluate(() => {
    const contexts: AudioContext[] = [];
    Object.assign(globalThis, { contexts } satisfies KeptContexts);
    globalThis.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    };
  });

/**
 * As when the sound server dies: the context is suspended, and nobody has asked for it. The newest one may be closed already, because the
 * recording returns to an old one that runs again.
 */
const suspendContext = (offscreen: Page): Promise<void> =>
  offscreen.evaluate(async () => {
    const { contexts } = globalThis as unknown as KeptContexts;
    const running = contexts.findLast(({ state }) => state === "running");
    if (!running) throw new Error("No audio context runs.");
    await running.suspend();
  });
