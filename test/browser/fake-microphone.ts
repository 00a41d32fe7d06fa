/** Makes Chrome's microphone from a file, and sets the extension's permission to use it. */

import type { Browser, Extension } from "puppeteer-core";

/** Returns switches with which Chrome's microphone plays the file in a loop from the moment it is opened. */
export const fakeMicrophone = (wavFile: string): readonly string[] => [
  "--use-fake-device-for-media-stream",
  // `--use-fake-ui-for-media-stream` must not be added: it breaks tab capture (docs/platform.md#driving-chromium).
  `--use-file-for-fake-audio-capture=${wavFile}`,
];

/** Sets the user's answer to Chrome's prompt; `prompt` means that it was not asked. Lasts until the browser closes. */
export async function setMicrophonePermission(
  browser: Browser,
  extension: Extension,
  setting: "granted" | "denied" | "prompt",
): Promise<void> {
  // The session stays open, because Chrome forgets the answer when it ends.
  const session = await browser.target().createCDPSession();
  await session.send("Browser.setPermission", {
    origin: `chrome-extension://${extension.id}`,
    permission: { name: "microphone" },
    setting,
  });
}
