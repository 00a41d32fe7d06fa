/** AssemblyAI's Streaming Speech-to-Text v3 as a speech service (docs/protocol.md#connection-parameters). */

import { ok } from "../../problem.ts";
import type { SpeechService } from "../service.ts";
import { longestField, settingsOutcome, speechAddress, speechParameters } from "./address.ts";
import { can, DEFAULT_MODEL, KNOWN_MODELS, unknownLanguages } from "./models.ts";
import { reconfiguration } from "./reconfigure.ts";
import { parseServerMessage } from "./server-message.ts";
import { closeVerdict } from "./verdict.ts";

export const ASSEMBLYAI: SpeechService = {
  needsToken: true,
  limits: {
    // docs/protocol.md#connection-parameters
    keyTerms: 100,
    keyTermLength: 50,
    promptLength: 1_750,
    languages: 10,
    speakers: 10,
    inactivitySeconds: { from: 5, to: 3_600 },
    // A paid account's; a free one has 5 (docs/protocol.md#close-codes-and-limits).
    sessionsPerMinute: 100,
    longestSessionMs: 10_800_000,
    // docs/protocol.md#client-messages: 50–1000 ms, heard at most about 1.25 times as fast as real time, 300 s ahead at the most.
    shortestMessageMs: 50,
    catchUpMessageMs: 200,
    burstMs: 30_000,
    catchUpSpeed: 1.25,
    canStall: true,
  },
  fallbackModel: DEFAULT_MODEL,
  knownModels: KNOWN_MODELS,
  can,
  unknownLanguages,
  longestField,
  request(settings, voices, token, refused) {
    if (!token) throw new Error("AssemblyAI opens no session without a token.");
    const parameters = speechParameters(settings, voices, refused);
    const address = speechAddress(token.websocket_url, parameters, token.token);
    return address.ok ? ok({ transport: "websocket", address: address.value }) : address;
  },
  outcome: settingsOutcome,
  reconfiguration,
  terminate: { type: "Terminate" },
  parse: parseServerMessage,
  closeVerdict,
};
