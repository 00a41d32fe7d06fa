/** Opens a browser whose microphone plays audio written by the test, with the panel beside the page. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { wavHeader } from "../../core/audio/wav.ts";
import { openPanel } from "../../local/browser/panel-driver.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";
import { openScenario, type Scenario, type ScenarioOptions } from "./harness.ts";

export interface MicrophoneScenario extends Scenario {
  readonly panel: Page;
  /** Sets what the microphone plays in a loop when it is next opened: mono, at the rate of recordings. */
  hear(sound: Int16Array): Promise<void>;
}

/** The extension has permission for the microphone. The caller disposes of the scenario. */
export async function openWithMicrophone(
  options: Omit<ScenarioOptions, "microphone">,
  sound: Int16Array,
): Promise<MicrophoneScenario> {
  await using opening = new AsyncDisposableStack();
  const folder = opening.use(await temporaryFolder());
  const microphone = join(folder.path, "microphone.wav");
  // Chrome reads the file whenever it opens the microphone.
  const hear = (heard: Int16Array): Promise<void> =>
    writeFile(
      microphone,
      Buffer.concat([
        wavHeader(heard.length),
        Buffer.from(heard.buffer, heard.byteOffset, heard.byteLength),
      ]),
    );
  await hear(sound);
  const scenario = opening.use(await openScenario({ ...options, microphone }));
  const panel = await openPanel(scenario.browser, scenario.extension, scenario.page);
  const resources = opening.move();
  return { ...scenario, panel, hear, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
