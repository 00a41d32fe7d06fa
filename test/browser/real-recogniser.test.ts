import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BYTES_PER_SAMPLE, FRAME_MS, SAMPLE_RATE, samplesToMs } from "../../core/audio/format.ts";
import { WAV_HEADER_BYTES } from "../../core/audio/wav.ts";
import { download } from "../../local/browser/download.ts";
import { pause, play, playedUntil } from "../../local/browser/meeting-page.ts";
import {
  chooseExport,
  openPanel,
  readTurns,
  start,
  stop,
  summarize,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { meetingPages } from "../../local/meeting/pages.ts";
import { createExtractiveModel } from "../../local/models/extractive.ts";
import { openVoskEngine } from "../../local/speech/vosk/vosk-engine.ts";
import { wordErrors } from "../local/word-error-rate.ts";
import { storedErrors } from "../time-code/stored.ts";
import { windowDelays } from "./delay.ts";
import { inBrowser } from "./harness.ts";
import { audioOfPage, tapPlayback } from "./played-sound.ts";

/** Of the sample meeting: its first turns, up to the middle of a pause. */
const PLAYED_SECONDS = 26.3;
/** The recogniser gets about 6 % of clear synthetic voices wrong; more than this is words lost on the way to it. */
const MOST_WORD_ERRORS = 0.15;
/** On a busy machine tab capture drops 10 ms here and there, and runs up to 1.5 % off pitch until it has caught up. */
const MOST_DRIFT_MS = 200;
/** Of a window that is told from all others: 0.98 to 1 when all is well, less where the pitch is off. */
const LEAST_LIKENESS = 0.8;

test("what a tab plays is recorded whole, transcribed, summed up and exported", async () => {
  const engine = await openVoskEngine();
  const options = { engine, languageModel: createExtractiveModel(), pages: meetingPages };

  await inBrowser(options, async ({ browser, extension, page, service, downloads }) => {
    const playbacks = await tapPlayback(browser, extension);
    const panel = await openPanel(browser, extension, page);
    await start(panel);
    await waitForStatus(panel, ["Recording", "Catching up"]);
    await play(page);
    const playedSeconds = await playedUntil(page, PLAYED_SECONDS);
    await pause(page);
    const heard = await playbacks();
    await stop(panel);
    await waitForStatus(panel, ["Saved"]);

    // An insight comes after its turn.
    await expect
      .poll(async () => (await readTurns(panel)).filter(({ insight }) => insight === null))
      .toEqual([]);
    const turns = await readTurns(panel);
    await summarize(panel);
    const wav = await readFile(await download(downloads, () => chooseExport(panel, "WAV audio")));
    const markdown = await readFile(
      await download(downloads, () => chooseExport(panel, "Markdown notes")),
      "utf8",
    );

    // The words, each turn with its insight.
    const spoken = await scriptUntil(playedSeconds * 1000);
    const errors = wordErrors(spoken, turns.map(({ words }) => words).join(" "));
    expect(errors.rate).toBeLessThan(MOST_WORD_ERRORS);
    for (const { words } of turns) expect(markdown).toContain(words);

    // One session, ended in order, that heard every sample of the recording.
    const recorded = samplesOf(wav);
    expect(service.sessions).toMatchObject([
      { began: true, controls: ["Terminate"], waitedForTermination: true, messagesBeforeBegin: 0 },
    ]);
    const [session] = service.sessions;
    const notHeardMs = samplesToMs(recorded.length) - (session?.audioMs ?? 0);
    expect(notHeardMs).toBeLessThanOrEqual(0);
    expect(notHeardMs).toBeGreaterThan(-FRAME_MS);

    // The sound: no gap, nothing twice.
    const played = await audioOfPage(page, playedSeconds);
    const delays = windowDelays(played, recorded, {
      windowSamples: SAMPLE_RATE / 2,
      hopSamples: SAMPLE_RATE / 4,
      firstSearchSamples: 5 * SAMPLE_RATE,
      nextSearchSamples: SAMPLE_RATE / 5,
    });
    const clear = delays.filter(({ likeness }) => likeness > LEAST_LIKENESS);
    const firstDelay = clear[0]?.delaySamples ?? Number.NaN;
    const shiftsMs = clear.map(({ delaySamples }) => samplesToMs(delaySamples - firstDelay));
    expect(clear.length).toBeGreaterThan(delays.length * 0.9);
    expect(delays.length).toBeGreaterThan(PLAYED_SECONDS * 2);
    expect(Math.max(...shiftsMs.map(Math.abs))).toBeLessThan(MOST_DRIFT_MS);
    // What the audio thread had is on disk to the sample, or it would be one.
    expect(await storedErrors(panel)).toEqual([]);

    // Capturing takes the sound from the person: it is given back, at the loudspeakers' own rate.
    expect(heard).toMatchObject([{ peak: expect.toSatisfy((peak: number) => peak > 0.05) }]);
    expect(heard[0]?.sampleRate).toBeGreaterThan(SAMPLE_RATE);
  });
});

/** What is said in the sample meeting in its first milliseconds, whole turns only. */
async function scriptUntil(endMs: number): Promise<string> {
  const file = join(import.meta.dirname, "..", "..", "local", "meeting", "script.json");
  const script = JSON.parse(await readFile(file, "utf8")) as { endMs: number; text: string }[];
  return script
    .filter((turn) => turn.endMs < endMs)
    .map(({ text }) => text)
    .join(" ");
}

const samplesOf = (wav: Buffer): Int16Array =>
  Int16Array.from({ length: (wav.length - WAV_HEADER_BYTES) / BYTES_PER_SAMPLE }, (_, index) =>
    wav.readInt16LE(WAV_HEADER_BYTES + index * BYTES_PER_SAMPLE),
  );
