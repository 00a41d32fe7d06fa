/**
 * Error texts of the service with their close codes (docs/protocol.md#close-codes-and-limits). Clients match on these
 * texts.
 */

export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** Close reason after an Error message, which alone holds the text. */
export const SEE_ERROR = "See Error message for details";
export const SESSION_ENDED = "Session Ended";

const unauthorized = (why: string): Refusal => ({
  code: 1008,
  text: `Unauthorized Connection: ${why}`,
});
const invalidInput = (what: string): Refusal => ({
  code: 3006,
  text: `User Input Validation Error: ${what}`,
});

export const missingAuthorization = unauthorized("Missing Authorization header");
export const invalidApiKey = unauthorized("Invalid API key");
export const expiredToken = unauthorized("Signature has expired");
export const tooManySessions = (code: number): Refusal => ({
  ...unauthorized("Too many concurrent sessions"),
  code,
});

export const invalidParameter = (name: string, why: string): Refusal =>
  invalidInput(`Invalid '${name}': ${why}`);
export const invalidJson = (why: string): Refusal => invalidInput(`Invalid JSON: ${why}`);
export const invalidMessageType = (type: string): Refusal => ({
  code: 3006,
  text: `Invalid Message Type: ${type}`,
});
export const invalidMessage = (why: string): Refusal => ({
  code: 3006,
  text: `Invalid Message: ${why}`,
});
export const undecodable = (codec: string): Refusal =>
  invalidInput(`Failed to decode ${codec} packet`);
export const inactive = (seconds: number): Refusal => ({
  code: 3006,
  text: `Session terminated due to inactivity: No messages received for ${seconds} seconds`,
});

export const frameDuration = (ms: number): Refusal => ({
  code: 3007,
  text: `Input Duration Error: Input Duration Violation: ${ms.toFixed(1)} ms. Expected between 50 and 1000 ms`,
});
export const transmissionRate = (audioMs: number, elapsedMs: number): Refusal => ({
  code: 3007,
  text: `Input Duration Error: Audio Transmission Rate Exceeded: Received ${seconds(audioMs)} sec. audio in ${seconds(elapsedMs)} sec`,
});
const seconds = (ms: number): string => (ms / 1000).toFixed(1);

export const sessionExpired: Refusal = {
  code: 3008,
  text: "Session Expired: Maximum session duration exceeded",
};
export const sessionCancelled: Refusal = {
  code: 3005,
  text: "Session Cancelled: An error occurred",
};
