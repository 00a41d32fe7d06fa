/**
 * Chrome's own language model (docs/platform.md#language-model). Exists in windows only: in the panel, where a click downloads
 * it, and in the offscreen document, where it writes notes.
 */

/** `unavailable` also if this Chrome has no such interface. */
export type BrowserModelState = "unavailable" | "downloadable" | "downloading" | "available";

/** The part of https://webmachinelearning.github.io/prompt-api/ that is used. */
export interface BrowserModelSession {
  prompt(
    input: string,
    options: {
      responseConstraint?: object;
      omitResponseConstraintInput?: boolean;
      signal: AbortSignal;
    },
  ): Promise<string>;
  /** In tokens. Earlier Chromes call it `inputQuota`. */
  readonly contextWindow?: number;
  readonly inputQuota?: number;
  destroy(): void;
}

interface SessionOptions {
  readonly expectedInputs: readonly TextIn[];
  readonly expectedOutputs: readonly TextIn[];
}
interface TextIn {
  readonly type: "text";
  readonly languages?: readonly string[];
}

interface CreateOptions extends SessionOptions {
  readonly initialPrompts?: readonly { readonly role: "system"; readonly content: string }[];
  readonly signal?: AbortSignal;
  readonly monitor?: (monitor: EventTarget) => void;
}

interface BrowserModel {
  availability(options: SessionOptions): Promise<BrowserModelState>;
  create(options: CreateOptions): Promise<BrowserModelSession>;
}

const model = (): BrowserModel | undefined =>
  (globalThis as { readonly LanguageModel?: BrowserModel }).LanguageModel;

/** @param languages base codes; empty: the model's usual ones */
function optionsFor(languages: readonly string[]): SessionOptions {
  const text: TextIn = { type: "text", ...(languages.length > 0 && { languages }) };
  return { expectedInputs: [text], expectedOutputs: [text] };
}

export const browserModelState = async (
  languages: readonly string[] = [],
): Promise<BrowserModelState> =>
  (await model()?.availability(optionsFor(languages))) ?? "unavailable";

export const isBrowserModelReady = async (): Promise<boolean> =>
  (await browserModelState()) === "available";

/** @throws if the model is not available in these languages */
export async function openBrowserModel(
  languages: readonly string[],
  system: string,
  signal: AbortSignal,
): Promise<BrowserModelSession> {
  const found = model();
  if (!found) throw new Error("This Chrome has no language model.");
  return found.create({
    ...optionsFor(languages),
    ...(system !== "" && { initialPrompts: [{ role: "system", content: system }] }),
    signal,
  });
}

/**
 * Downloads the model. Chrome asks for a click of the user before.
 *
 * @param onProgress receives the share that is done, 0–1
 * @throws DOMException if Chrome refuses or the download fails
 */
export async function downloadBrowserModel(
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const session = await model()?.create({
    ...optionsFor([]),
    signal,
    monitor: (monitor) =>
      monitor.addEventListener("downloadprogress", (event) =>
        onProgress((event as ProgressEvent).loaded),
      ),
  });
  session?.destroy();
}
