/**
 * Stand-in for Chrome's language model, strict about the Prompt API: states before use, languages that must be offered, a context
 * window in tokens, sessions that are gone once destroyed.
 */

import { estimateTokens } from "../../core/notes/transcript-lines.ts";
import type { BrowserModelState } from "../../entrypoints/shared/browser-model.ts";

export interface BrowserModelOptions {
  readonly state: BrowserModelState;
  /** Base codes that it speaks. */
  readonly languages: readonly string[];
  readonly contextWindow: number;
  readonly reply: string;
  /** Prompts stay open until they are aborted. */
  readonly isHeld: boolean;
}

interface CoreOptions {
  readonly expectedInputs?: readonly { readonly type: string; readonly languages?: string[] }[];
  readonly expectedOutputs?: readonly { readonly type: string; readonly languages?: string[] }[];
}

interface CreateOptions extends CoreOptions {
  readonly initialPrompts?: readonly { readonly role: string; readonly content: string }[];
  readonly signal?: AbortSignal;
  readonly monitor?: (monitor: EventTarget) => void;
}

interface PromptOptions {
  readonly responseConstraint?: object;
  readonly signal?: AbortSignal;
}

interface Session {
  readonly system: string;
  readonly languages: readonly string[];
  isDestroyed: boolean;
}

const languagesOf = ({ expectedInputs = [], expectedOutputs = [] }: CoreOptions): string[] => [
  ...new Set([...expectedInputs, ...expectedOutputs].flatMap(({ languages = [] }) => languages)),
];

export function strictBrowserModel(options: Partial<BrowserModelOptions>) {
  const { languages = ["en"], contextWindow = 4_096, reply = "{}", isHeld = false } = options;
  let { state = "available" } = options;
  const sessions: Session[] = [];
  const prompts: { readonly input: string; readonly responseConstraint?: object }[] = [];

  const stateFor = (asked: CoreOptions): BrowserModelState =>
    languagesOf(asked).every((code) => languages.includes(code)) ? state : "unavailable";

  async function create(asked: CreateOptions) {
    asked.signal?.throwIfAborted();
    if (stateFor(asked) === "unavailable")
      throw new DOMException("The device can't run it.", "NotAllowedError");
    const monitor = new EventTarget();
    asked.monitor?.(monitor);
    if (state !== "available")
      for (const loaded of [0, 0.5, 1])
        monitor.dispatchEvent(Object.assign(new Event("downloadprogress"), { loaded, total: 1 }));
    state = "available";
    const system = asked.initialPrompts?.map(({ content }) => content).join("\n") ?? "";
    const session: Session = { system, languages: languagesOf(asked), isDestroyed: false };
    sessions.push(session);
    return {
      contextWindow,
      destroy: () => void (session.isDestroyed = true),
      prompt: (input: string, given: PromptOptions = {}) => prompt(session, input, given),
    };
  }

  async function prompt(session: Session, input: string, given: PromptOptions): Promise<string> {
    if (session.isDestroyed) throw new DOMException("The session is gone.", "InvalidStateError");
    given.signal?.throwIfAborted();
    const { responseConstraint } = given;
    prompts.push({ input, ...(responseConstraint && { responseConstraint }) });
    if (estimateTokens(session.system) + estimateTokens(input) > contextWindow)
      throw new DOMException("The input is too large.", "QuotaExceededError");
    if (!isHeld) return reply;
    return new Promise((_resolve, reject) => {
      given.signal?.addEventListener("abort", () => reject(given.signal?.reason as Error));
    });
  }

  return {
    sessions,
    prompts,
    LanguageModel: { availability: async (asked: CoreOptions = {}) => stateFor(asked), create },
  };
}
