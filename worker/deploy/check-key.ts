/** Checks an API key of AssemblyAI with two requests that cost less than a cent (docs/protocol.md#temporary-token). */

const SPEECH =
  "https://streaming.assemblyai.com/v3/token?expires_in_seconds=1&max_session_duration_seconds=60";
const MODELS = "https://llm-gateway.assemblyai.com/v1/chat/completions";
/** Default of `CHAT_DEFAULT_MODEL`. */
const MODEL = "claude-sonnet-4-6";
const TIMEOUT_MS = 10_000;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface KeyCheck {
  /** False if AssemblyAI refuses the key. */
  readonly isAccepted: boolean;
  /** For the admin, if something is to be done. */
  readonly words?: string;
}

export async function checkKey(key: string, fetch: Fetch): Promise<KeyCheck> {
  // Not a header: AssemblyAI can't have made it.
  if (!/^[\x21-\x7e]+$/.test(key)) return REFUSED;
  const speech = await ask(fetch, SPEECH, { headers: { Authorization: key } });
  if (speech === null || speech.status === 429 || speech.status >= 500) return UNCHECKED;
  if (speech.status !== 200) return REFUSED;
  const models = await ask(fetch, MODELS, {
    method: "POST",
    headers: { Authorization: key, "Content-Type": "application/json" },
    body: JSON.stringify({
      model: MODEL,
      messages: [{ role: "user", content: "Hi" }],
      max_tokens: 1,
    }),
  });
  return models && /does not have access/i.test(models.text)
    ? { isAccepted: true, words: NO_MODELS }
    : { isAccepted: true };
}

const REFUSED: KeyCheck = {
  isAccepted: false,
  words: "AssemblyAI does not accept this key. Copy it from https://www.assemblyai.com/dashboard.",
};

const UNCHECKED: KeyCheck = {
  isAccepted: true,
  words: "AssemblyAI could not be asked about the key just now. It is checked again at the end.",
};

const NO_MODELS =
  "The key works for speech, but its account has no models for notes and insights: it is a free one. Add a payment method at https://www.assemblyai.com/dashboard.";

async function ask(
  fetch: Fetch,
  url: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly text: string } | null> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { ...init, redirect: "manual", signal });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}
