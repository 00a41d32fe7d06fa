/**
 * Takes pictures for the documentation: browser and side panel together on a virtual screen, and every state of the panel.
 *
 *   npm run screenshots               docs/recording.png, docs/notes.png and all of docs/states/
 *   npm run screenshots -- notes ask  these states alone
 *
 * The first two need Xvfb and ImageMagick (Debian packages xvfb and imagemagick).
 */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { pause, play, playedUntil } from "../../local/browser/meeting-page.ts";
import {
  openPanel,
  start,
  stop,
  summarize,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { buildExtension } from "../../local/launcher/build.ts";
import { openLocalUpstream, openStage } from "../../local/launcher/stage.ts";
import { servePages } from "../../local/meeting/page-server.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import { pictureStates } from "./pictures.ts";

const DOCS = join(import.meta.dirname, "..", "..", "docs");
const WIDTH = 1280;
const HEIGHT = 800;
/** By then there are several turns and a partial one. */
const PICTURE_AT_SECONDS = 29;

const states = process.argv.slice(2);
await buildExtension();
if (states.length === 0) await pictureMeeting();
await pictureAllStates();

async function pictureMeeting(): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const display = await openScreen(resources);
  process.env.DISPLAY = display;
  const upstream = await openLocalUpstream(resources);
  const pages = await servePages(meetingPages);
  resources.defer(() => pages.close());
  const { browser, extension, page } = resources.use(
    await openStage({
      upstream,
      pageUrl: pages.url,
      headless: false,
      profileDir: null,
      downloadDir: null,
      workerPort: 0,
      // `--test-type` hides Chrome's warning about the other switches.
      browserArgs: ["--window-position=0,0", `--window-size=${WIDTH},${HEIGHT}`, "--test-type"],
    }),
  );
  const panel = await openPanel(browser, extension, page);
  await start(panel);
  await waitForStatus(panel, ["Recording", "Catching up"]);
  await play(page);
  await playedUntil(page, PICTURE_AT_SECONDS);
  await takePicture(display, "recording.png");
  await playedUntil(page, Infinity);
  await pause(page);
  await stop(panel);
  await waitForStatus(panel, ["Saved"]);
  await summarize(panel);
  await takePicture(display, "notes.png");
}

async function pictureAllStates(): Promise<void> {
  await using stage = await openStage({
    upstream: { apiKey: "none", url: null },
    pageUrl: "about:blank",
    headless: true,
    profileDir: null,
    downloadDir: null,
    workerPort: 0,
  });
  await pictureStates(stage, join(DOCS, "states"), states, (file) => console.log(file));
}

async function takePicture(display: string, name: string): Promise<void> {
  const file = join(DOCS, name);
  await promisify(execFile)("import", ["-display", display, "-window", "root", file]);
  console.log(file);
}

/** Opens a virtual screen; Xvfb chooses and prints its number. */
async function openScreen(owner: AsyncDisposableStack): Promise<string> {
  const screen = `${WIDTH}x${HEIGHT}x24`;
  const xvfb = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", screen], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  owner.defer(async () => {
    const ended = once(xvfb, "exit");
    if (xvfb.kill()) await ended;
  });
  const [number] = (await once(createInterface(xvfb.stdout), "line")) as [string];
  return `:${number}`;
}
