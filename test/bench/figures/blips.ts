/**
 * Time from the network's return to new words of all channels, in a real browser: away for 3, 10 and 30 s, with the tab alone and with
 * tab and microphone. Connections break at once and new ones fail, and Chrome does not report the return, as with a router: the slowest
 * case, because Earshot has to try. The service begins a session after 1.2 s and recognises at 1.25 times real time, as measured on the
 * wire (docs/protocol.md#temporary-token); the Worker on this machine answers at once, where a real one takes a second.
 *
 * Goal: live words within 5 s of the network's return.
 */

import { setTimeout } from "node:timers/promises";
import { join } from "node:path";
import type { ChannelName } from "../../../core/meeting.ts";
import { isOffscreenDocument } from "../../../local/browser/extension.ts";
import { play } from "../../../local/browser/meeting-page.ts";
import { recordingPages } from "../../../local/meeting/meeting-pages.ts";
import { inBrowser, type Scenario } from "../../browser/harness.ts";
import { createNetwork, type Network } from "../../browser/network.ts";
import { hearPlainly } from "../../browser/offscreen-document.ts";
import type { SourceName } from "../../browser/panel-view.ts";
import { briefModel } from "../../meetings/meeting-script.ts";
import { temporaryFolder } from "../../processes/temporary-folder.ts";
import { msUntilWords } from "../../browser/live-watch.ts";
import { createTimeCodeEngine } from "../../time-code/time-code-engine.ts";
import { writeTimeCodedWav } from "../../time-code/wav-file.ts";
import type { BenchOptions, Figure, Row } from "../figure.ts";
import { beginRecording } from "../recording.ts";

const MAX_MS = 5_000;
const AWAY_SECONDS = [3, 10, 30] as const;
/** Before each blip: longer than a session has to live to be no failure (`core/speech/session.ts`). */
const QUIET_SECONDS = 35;
const SOURCES: readonly {
  readonly source: SourceName;
  readonly channels: readonly ChannelName[];
}[] = [
  { source: "This tab", channels: ["tab"] },
  { source: "Tab and microphone", channels: ["tab", "mic"] },
];

export const blips: Figure = async (options) => {
  await using folder = await temporaryFolder();
  const round = AWAY_SECONDS.reduce<number>((sum, seconds) => sum + seconds + QUIET_SECONDS, 0);
  const audio = join(folder.path, "time-code.wav");
  await writeTimeCodedWav(audio, options.runs * round + 2 * QUIET_SECONDS);
  // One beside the other: they wait for most of the time.
  const rows = await Promise.all(
    SOURCES.map(async (subject) => {
      await using network = createNetwork();
      return measureSource({ ...options, ...subject, network, audio });
    }),
  );
  return rows.flat();
};

interface Subject extends BenchOptions {
  readonly source: SourceName;
  readonly channels: readonly ChannelName[];
  readonly network: Network;
  /** WAV file that the page plays, and the microphone. */
  readonly audio: string;
}

async function measureSource(subject: Subject): Promise<readonly Row[]> {
  const { source, channels, network, audio } = subject;
  const scene = {
    engine: createTimeCodeEngine(),
    languageModel: briefModel,
    pages: recordingPages(audio),
    network,
    ...(channels.includes("mic") && { microphone: audio }),
  };
  let rows: readonly Row[] = [];
  await inBrowser(scene, async (scenario) => {
    await hearPlainly(scenario.browser, scenario.extension);
    await beginRecording(scenario, source);
    await play(scenario.page);
    // What was said while the network was away may take minutes to catch up; it is not awaited.
    rows = await measureAway(scenario, subject);
  });
  return rows;
}

async function measureAway({ browser, extension }: Scenario, subject: Subject): Promise<Row[]> {
  const { network, channels, runs, signal, say } = subject;
  const target = await browser.waitForTarget((each) => isOffscreenDocument(each, extension));
  const offscreen = await target.asPage();
  const sides = channels.length === 1 ? "one channel" : "two channels";
  const times = AWAY_SECONDS.map((seconds) => ({ seconds, values: [] as number[] }));
  for (let run = 0; run < runs; run++)
    for (const { seconds, values } of times) {
      await setTimeout(QUIET_SECONDS * 1000, undefined, { signal });
      network.cut("refused");
      await setTimeout(seconds * 1000, undefined, { signal });
      const words = msUntilWords(offscreen, channels);
      network.restore();
      values.push(await words);
      say(`${sides}, away ${seconds} s: words again after ${values.at(-1)?.toFixed()} ms`);
    }
  return times.map(({ seconds, values }) => ({
    figure: `Network away ${seconds} s, ${sides}: words again`,
    unit: "ms",
    values,
    goal: { of: "median", atMost: MAX_MS },
  }));
}
