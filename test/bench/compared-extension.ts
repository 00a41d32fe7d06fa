/**
 * Minimal extensions that capture the audio of a tab and play it on, with which Earshot's costs are compared: one hands the audio to
 * a worklet that throws it away, the other does what comes to mind first. A click on the toolbar button starts each, the next click
 * stops it.
 */

import type { Browser, Page } from "puppeteer-core";
import { untilClosed } from "./until-closed.ts";

const MANIFEST = {
  manifest_version: 3,
  name: "Compared capture",
  version: "1",
  permissions: ["activeTab", "tabCapture", "offscreen"],
  background: { service_worker: "background.js" },
  action: {},
};

const BACKGROUND = `
chrome.action.onClicked.addListener(async ({ id }) => {
  if (await chrome.offscreen.hasDocument()) return chrome.offscreen.closeDocument();
  await chrome.offscreen.createDocument({
    url: "offscreen.html", reasons: ["USER_MEDIA"], justification: "benchmark",
  });
  await chrome.runtime.sendMessage(await chrome.tabCapture.getMediaStreamId({ targetTabId: id }));
});
`;

/** The fragment of the address shows that it has started. */
const OFFSCREEN = `
async function play(streamId) {
  const mandatory = { chromeMediaSource: "tab", chromeMediaSourceId: streamId };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { mandatory }, video: false });
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  source.connect(context.destination);
  await listen(context, source);
  await context.resume();
  location.hash = "playing";
}
chrome.runtime.onMessage.addListener((streamId, _sender, respond) => {
  play(streamId).then(respond);
  return true;
});
`;

const DISCARDING = `
async function listen(context, source) {
  await context.audioWorklet.addModule("discard.js");
  source.connect(new AudioWorkletNode(context, "discard", { numberOfOutputs: 0 }));
}
`;

const DISCARD = `
registerProcessor("discard", class extends AudioWorkletProcessor { process() { return true; } });
`;

/** Takes every third sample at 48 kHz, and sends base64 in JSON. Nothing is kept. */
const naive = (address: string): string => `
async function listen(context, source) {
  const socket = new WebSocket(${JSON.stringify(address)});
  await new Promise((resolve) => (socket.onopen = resolve));
  const processor = context.createScriptProcessor(4096, 1, 1);
  const step = context.sampleRate / 16000;
  processor.onaudioprocess = ({ inputBuffer }) => {
    const input = inputBuffer.getChannelData(0);
    const samples = new Int16Array(Math.floor(input.length / step));
    for (let i = 0; i < samples.length; i++)
      samples[i] = Math.max(-1, Math.min(1, input[Math.floor(i * step)])) * 32767;
    const bytes = String.fromCharCode(...new Uint8Array(samples.buffer));
    socket.send(JSON.stringify({ audio_data: btoa(bytes) }));
  };
  source.connect(processor);
  processor.connect(context.destination);
}
`;

const filesOf = (listen: string): Readonly<Record<string, string>> => ({
  "manifest.json": JSON.stringify(MANIFEST),
  "background.js": BACKGROUND,
  "offscreen.html": `<script src="offscreen.js"></script>`,
  "offscreen.js": listen + OFFSCREEN,
});

/** Files for `temporaryFolder`; the folder must exist while the extension is installed. */
export const FLOOR_EXTENSION = { ...filesOf(DISCARDING), "discard.js": DISCARD };

/** @param address WebSocket that takes the audio */
export const naiveExtension = (address: string) => filesOf(naive(address));

export interface ComparedCapture {
  start(page: Page): Promise<void>;
  stop(page: Page): Promise<void>;
}

/** @throws {Error} If Chrome rejects the extension */
export async function installCompared(browser: Browser, folder: string): Promise<ComparedCapture> {
  const id = await browser.installExtension(folder);
  const extension = (await browser.extensions()).get(id);
  if (!extension) throw new Error(`Chrome did not take the extension in ${folder}.`);
  const offscreen = `chrome-extension://${id}/offscreen.html`;

  return {
    async start(page) {
      await extension.triggerAction(page);
      await browser.waitForTarget((target) => target.url() === `${offscreen}#playing`);
    },
    async stop(page) {
      await extension.triggerAction(page);
      await untilClosed(browser, offscreen);
    },
  };
}
