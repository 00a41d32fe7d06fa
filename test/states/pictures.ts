/** Makes one sheet of pictures for each state of the panel: three widths, light and dark. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Extension, Page } from "puppeteer-core";
import { openKeeper, openState, type View } from "./open-state.ts";
import { PANEL_STATES, type PanelState } from "./states.ts";

const WIDTHS = [320, 400, 480];
const SCHEMES = ["light", "dark"] as const;
const HEIGHT = 720;
const GAP = 16;
const QUALITY = 80;

/**
 * @param only Names of states; all if empty
 * @param onWritten Called with each written file
 */
export async function pictureStates(
  { browser, extension }: { readonly browser: Browser; readonly extension: Extension },
  folder: string,
  only: readonly string[],
  onWritten: (file: string) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const keeper = await openKeeper(browser, extension);
  const states = PANEL_STATES.filter(({ name }) => only.length === 0 || only.includes(name));
  for (const state of states) {
    const shots: string[] = [];
    for (const scheme of SCHEMES)
      for (const width of WIDTHS)
        shots.push(await picture({ browser, extension, keeper }, state, { width, scheme }));
    const file = join(folder, `${state.name}.webp`);
    await writeSheet(browser, shots, file);
    onWritten(file);
  }
}

/** @returns WebP as base64 */
async function picture(
  stage: { readonly browser: Browser; readonly extension: Extension; readonly keeper: Page },
  state: PanelState,
  view: View,
): Promise<string> {
  const panel = await openState(stage, state, { ...view, height: HEIGHT });
  const shot = await panel.screenshot({ encoding: "base64", type: "webp", quality: 95 });
  await panel.close();
  return shot;
}

/** Arranges the pictures on a page and takes a screenshot of it. */
async function writeSheet(browser: Browser, shots: readonly string[], file: string): Promise<void> {
  const sheet = await browser.newPage();
  const width = WIDTHS.reduce((sum, each) => sum + each + GAP, GAP);
  await sheet.setViewport({ width, height: 2 * HEIGHT + 3 * GAP });
  const pictures = shots.map(
    (shot, index) =>
      `<img src="data:image/webp;base64,${shot}" width="${WIDTHS[index % WIDTHS.length]}" height="${HEIGHT}" alt="">`,
  );
  await sheet.setContent(
    `<body style="margin:${GAP}px;display:flex;flex-wrap:wrap;gap:${GAP}px;background:#808080">${pictures.join("")}`,
  );
  await sheet.screenshot({ path: file, type: "webp", quality: QUALITY });
  await sheet.close();
}
