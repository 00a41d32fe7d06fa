/** A microphone made of a file, and Chrome's answer to the question whether the extension may use it. */

import type { Browser, Extension } from "puppeteer-core";

/** Switches for Chrome: what its one microphone hears, from the moment it is opened, over and over. */
export const fakeMicrophone = (wavFile: string): readonly string[] => [
  "--use-fake-device-for-media-stream",
  // Not together with `--use-fake-ui-for-media-stream`, which breaks tab capture (platform.md 27).
  `--use-file-for-fake-audio-capture=${wavFile}`,
];

/** As if the person had answered Chrome's question so; `prompt`: it has not been asked. Holds while the browser lives. */
export async function setMicrophonePermission(
  browser: Browser,
  extension: Extension,
  setting: "granted" | "denied" | "prompt",
): Promise<void> {
  // The answer is forgotten when the session that gave it ends: it is left open.
  const session = await browser.target().createCDPSession();
  await session.send("Browser.setPermission", {
    origin: `chrome-extension://${extension.id}`,
    permission: { name: "microphone" },
    setting,
  });
}
