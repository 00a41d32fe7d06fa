import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { FRAME_MS, SAMPLE_RATE, samplesToMs } from "../../core/audio/format.ts";
import {
  download,
  chooseExport,
  openPanel,
  start,
  stop,
  summarize,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { pause, play, playedUntil } from "../../local/browser/meeting-page.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import { createExtractiveModel } from "../../core/language/extractive/extractive-model.ts";
import { openOnDeviceEngine } from "../../local/speech/on-device/on-device-engine.ts";
import { scriptUntil } from "../local/sample-meeting.ts";
import { wordErrors } from "../local/word-error-rate.ts";
import { storedErrors } from "../time-code/stored.ts";
import { windowDelays } from "./delay.ts";
import { inBrowser } from "./harness.ts";
import { audioOfPage, samplesOfWav, tapPlayback } from "./played-audio.ts";
import { readTurns } from "./panel-view.ts";

/** First turns of the sample meeting, up to the middle of a pause. */
const PLAYED_SECONDS = 26.3;
/** The recogniser gets 2 to 3 % of these voices wrong; a higher rate means that words were lost before it. */
const MAX_WORD_ERRORS = 0.1;
/** On a busy machine tab capture drops 10 ms now and then, and runs up to 1.5 % off pitch until it has caught up. */
const MAX_DRIFT_MS = 200;
/** A window that was found has 0.98 to 1, and less while the pitch is off. */
const MIN_LIKENESS = 0.8;

test("audio of a tab is recorded completely, transcribed, summarised and exported", async () => {
  const engine = await openOnDeviceEngine();
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

    const turns = await readTurns(panel);
    await summarize(panel);
    const wav = await readFile(await download(downloads, () => chooseExport(panel, "WAV audio")));
    const markdown = await readFile(
      await download(downloads, () => chooseExport(panel, "Markdown notes")),
      "utf8",
    );

    const spoken = await scriptUntil(playedSeconds * 1000);
    // A turn is cut where the service hears another voice, which may be a word too early or too late.
    const words = turns.map((turn) => turn.words).join(" ");
    expect(wordErrors(spoken, words).rate).toBeLessThan(MAX_WORD_ERRORS);
    expect(words).toMatch(/^\p{Lu}.+[.?!]$/u);
    expect(words.match(/\?/g)?.length).toBeGreaterThanOrEqual(2);
    for (const { words } of turns) expect(markdown).toContain(words);

    // One session received every sample of the recording and ended in order.
    const recorded = samplesOfWav(wav);
    expect(service.sessions).toMatchObject([
      { began: true, controls: ["Terminate"], waitedForTermination: true, messagesBeforeBegin: 0 },
    ]);
    const [session] = service.sessions;
    const notSentMs = samplesToMs(recorded.length) - (session?.audioMs ?? 0);
    expect(notSentMs).toBeLessThanOrEqual(0);
    expect(notSentMs).toBeGreaterThan(-FRAME_MS);

    // The recording has no gap and no doubled audio.
    const played = await audioOfPage(page, playedSeconds);
    const delays = windowDelays(played, recorded, {
      windowSamples: SAMPLE_RATE / 2,
      hopSamples: SAMPLE_RATE / 4,
      firstSearchSamples: 5 * SAMPLE_RATE,
      nextSearchSamples: SAMPLE_RATE / 5,
    });
    const clear = delays.filter(({ likeness }) => likeness > MIN_LIKENESS);
    const firstDelay = clear[0]?.delaySamples ?? Number.NaN;
    const shiftsMs = clear.map(({ delaySamples }) => samplesToMs(delaySamples - firstDelay));
    expect(clear.length).toBeGreaterThan(delays.length * 0.9);
    expect(delays.length).toBeGreaterThan(PLAYED_SECONDS * 2);
    expect(Math.max(...shiftsMs.map(Math.abs))).toBeLessThan(MAX_DRIFT_MS);
    // A sample lost between the audio thread and the disk would be logged as an error.
    expect(await storedErrors(panel)).toEqual([]);

    // Capture mutes the tab, so the extension plays it on, at the rate of the loudspeakers.
    expect(heard).toMatchObject([{ peak: expect.toSatisfy((peak: number) => peak > 0.05) }]);
    expect(heard[0]?.sampleRate).toBeGreaterThan(SAMPLE_RATE);
  });
});
