/**
 * Switches of the local service. The defaults are the strict reading of docs/protocol.md#uncertain-points, with delays
 * as measured on the wire.
 */

export interface Behaviour {
  /** `GET /v3/token` (docs/protocol.md#temporary-token). */
  readonly token: {
    /** One session per token; if false, any number while the token is valid. */
    readonly singleUse: boolean;
    /** Body of a refusal: FastAPI's 422 `detail[]`, or the specified 400 `{ error }`. */
    readonly errorForm: "validation" | "error";
  };

  readonly session: {
    /** Upgrade → Begin. */
    readonly beginDelayMs: number;
    /** Last message → Termination. */
    readonly terminationDelayMs: number;
    /** New sessions a minute: 5 on a free account, 100 and more on a paid one. */
    readonly sessionsPerMinute: number;
    /** Close code of "Too many concurrent sessions"; both are documented. */
    readonly tooManySessionsCode: 1008 | 3009;
    /** Upper bound of every session, whatever its token allows; sent as `expires_at`. */
    readonly longestSeconds: number;
    /** Begin → 3005 of the preview models that never work. */
    readonly brokenModelDelayMs: number;
    /** Regions in `language_codes`. */
    readonly languageRegions: "refused" | "ignored";
    /** Names that are refused whatever their value, at the connection and in UpdateConfiguration. */
    readonly refusedParameters: readonly string[];
    /** Names that `Begin.configuration` shows as not applied. */
    readonly ignoredParameters: readonly string[];
  };

  /** Binary messages (docs/protocol.md#client-messages). */
  readonly sound: {
    /** Frames under 50 ms: the third in a row is fatal, or the second full second of them. */
    readonly shortFrames: "strict" | "lenient";
    /** How far audio may run ahead of the wall clock. */
    readonly aheadLimitMs: number;
    /** Speed of recognition as a multiple of real time. */
    readonly speed: number;
  };

  /** Turns (docs/protocol.md#order-and-replacement). */
  readonly turns: {
    readonly style: "by-model" | "pro" | "universal";
    /** Pro: `turn_is_formatted` of partials. */
    readonly partialsFormatted: boolean;
    /** Pro: audio time between partials of a turn with `continuous_partials`. */
    readonly partialEveryMs: number;
    /** Pro: default of `continuous_partials`; with `speaker_labels` it is always false. */
    readonly continuousPartials: boolean;
    /** Universal-Streaming with `format_turns`: a raw final, then a formatted one; if false, one formatted final. */
    readonly formattedPair: boolean;
    /** Universal-Streaming: an empty final after the last one at Terminate. */
    readonly emptyFinal: boolean;
    /** How much too early the first word of a turn starts, and how much too late its last word ends. */
    readonly padStartMs: number;
    readonly padEndMs: number;
    /**
     * With `speaker_labels`: whose voice says each word of a turn. A session names voices A, B, … in the order in which it hears them, so
     * each begins anew.
     */
    readonly voicesOf: (words: readonly { readonly text: string }[], turnOrder: number) => Voices;
    readonly speakerOnPartials: boolean;
  };

  /** `llm_gateway` in a session (docs/protocol.md#insights-in-the-stream). */
  readonly insights: {
    /** Final turn → reply, in addition to the language model's own time. */
    readonly replyDelayMs: number;
    /** Simulates an account without access: no reply and no error. */
    readonly silent: boolean;
    /** "swapped": every second reply overtakes the one before it. */
    readonly order: "as-finished" | "swapped";
    readonly data: "complete" | "parts" | "null-content" | "no-choices" | "error" | "null";
    readonly usage: UsageForm;
    readonly spelling: "LLMGatewayResponse" | "LlmGatewayResponse";
    /** Whether outstanding replies after Terminate come before Termination, or never. */
    readonly afterTerminate: "deliver" | "drop";
    /** Keys beside model, messages and max_tokens. */
    readonly extraKeys: "ignored" | "refused";
    /** Whether replies in a session count towards `gateway.requestsPerMinute`. */
    readonly countTowardsLimit: boolean;
  };

  /** `POST /v1/chat/completions` (docs/protocol.md#llm-gateway). */
  readonly gateway: {
    /** Per model, refused requests included. */
    readonly requestsPerMinute: number;
    readonly replyDelayMs: number;
    /** Shape of errors after authentication. Errors before it always have the form "string". */
    readonly errorEnvelope: "flat" | "nested" | "string";
    readonly accessibleModels: "all" | readonly string[];
    /** Models that reply with this status, `times` times or always. */
    readonly failingModels: Readonly<Record<string, FailingModel>>;
    /** "null": a reply without text, as from a model that was stopped while it reasoned. */
    readonly content: "complete" | "null";
    /** How whole and streamed replies state their tokens. */
    readonly usage: UsageForm;
    /**
     * How a streamed reply goes wrong: "cut" breaks the connection in its middle, "error" sends an error there and then the end
     * mark, "unreadable" sends no piece of a reply at all.
     */
    readonly stream: "complete" | "cut" | "error" | "unreadable";
    /** Delay before each event of a streamed reply. */
    readonly eventDelayMs: number;
  };
}

/** Voices of words by any name; null where the service can't tell. */
export interface Voices {
  /** As they are told apart while the turn is heard. */
  readonly heard: readonly (string | null)[];
  /** After the next revision. */
  readonly revised: readonly (string | null)[];
}

const ONE_VOICE = "the only one";

/** Forms of `usage`, all of which occur (docs/protocol.md#llm-gateway). */
export const USAGE_FORMS = [
  "input-output",
  "prompt-completion",
  /** Both pairs of names; one holds nulls or zeros. */
  "input-output-and-nulls",
  "nulls-and-prompt-completion",
  "zeros-and-prompt-completion",
  /** In a last event of a stream, without choices. */
  "own-event",
  "empty",
  "null",
  "none",
] as const;
export type UsageForm = (typeof USAGE_FORMS)[number];

export interface FailingModel {
  readonly status: 400 | 404 | 429 | 500 | 502 | 503;
  readonly times?: number;
}

export type BehaviourOverrides = {
  readonly [Group in keyof Behaviour]?: Partial<Behaviour[Group]>;
};

const DEFAULTS: Behaviour = {
  token: { singleUse: true, errorForm: "validation" },
  session: {
    beginDelayMs: 1200,
    terminationDelayMs: 600,
    sessionsPerMinute: 100,
    tooManySessionsCode: 1008,
    longestSeconds: 10_800,
    brokenModelDelayMs: 5000,
    languageRegions: "refused",
    refusedParameters: [],
    ignoredParameters: [],
  },
  sound: { shortFrames: "strict", aheadLimitMs: 300_000, speed: 1.25 },
  turns: {
    style: "by-model",
    partialsFormatted: false,
    partialEveryMs: 3000,
    continuousPartials: true,
    formattedPair: true,
    emptyFinal: true,
    padStartMs: 240,
    padEndMs: 400,
    voicesOf: (words) => ({
      heard: words.map(() => ONE_VOICE),
      revised: words.map(() => ONE_VOICE),
    }),
    speakerOnPartials: false,
  },
  insights: {
    replyDelayMs: 800,
    silent: false,
    order: "as-finished",
    data: "complete",
    usage: "input-output-and-nulls",
    spelling: "LLMGatewayResponse",
    afterTerminate: "deliver",
    extraKeys: "ignored",
    countTowardsLimit: true,
  },
  gateway: {
    requestsPerMinute: 30,
    replyDelayMs: 0,
    errorEnvelope: "flat",
    accessibleModels: "all",
    failingModels: {},
    content: "complete",
    usage: "input-output-and-nulls",
    stream: "complete",
    eventDelayMs: 0,
  },
};

/** For tests: no delays, and audio is recognised as fast as it comes. */
export const INSTANT = {
  session: { beginDelayMs: 0, terminationDelayMs: 0 },
  sound: { speed: Infinity },
  insights: { replyDelayMs: 0 },
} satisfies BehaviourOverrides;

/** Later overrides win over earlier ones, switch by switch. */
export function behaviourWith(...overrides: readonly BehaviourOverrides[]): Behaviour {
  return overrides.reduce<Behaviour>(
    (behaviour, { token, session, sound, turns, insights, gateway }) => ({
      token: { ...behaviour.token, ...token },
      session: { ...behaviour.session, ...session },
      sound: { ...behaviour.sound, ...sound },
      turns: { ...behaviour.turns, ...turns },
      insights: { ...behaviour.insights, ...insights },
      gateway: { ...behaviour.gateway, ...gateway },
    }),
    DEFAULTS,
  );
}
