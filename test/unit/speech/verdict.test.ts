import { describe, expect, it } from "vitest";
import { closeVerdict } from "../../../core/speech/assemblyai/verdict.ts";

describe("closeVerdict", () => {
  it.each([
    [1000, "Session Ended", "retry", "speech-interrupted"],
    [1001, "", "retry", "speech-interrupted"],
    [1005, "", "retry", "speech-interrupted"],
    [1006, "", "retry", "speech-interrupted"],
    [1011, "", "retry", "speech-interrupted"],
    [1013, "", "retry", "speech-interrupted"],
    [1008, "Unauthorized Connection: Missing Authorization header", "blocked", "speech-refused"],
    [1008, "Unauthorized Connection: Invalid API key", "blocked", "speech-refused"],
    [1008, "Unauthorized Connection: Insufficient balance", "blocked", "speech-refused"],
    [1008, "Unauthorized Connection: Signature has expired", "retry", "speech-token-expired"],
    [1008, "Unauthorized Connection: Too many concurrent sessions", "wait", "speech-busy"],
    [3009, "Unauthorized Connection: Too many concurrent sessions", "wait", "speech-busy"],
    [3009, "", "wait", "speech-busy"],
    [3005, "Session Cancelled: An error occurred", "retry", "speech-interrupted"],
    [
      3006,
      "User Input Validation Error: Invalid 'inactivity_timeout': x",
      "blocked",
      "speech-settings-refused",
    ],
    [3006, "User Input Validation Error: Invalid 'mode': x", "blocked", "speech-settings-refused"],
    [
      3006,
      "Session terminated due to inactivity: No messages received for 60 seconds",
      "retry",
      "speech-idle",
    ],
    [
      3007,
      "Input Duration Error: Input Duration Violation: 20.0 ms. Expected between 50 and 1000 ms",
      "blocked",
      "speech-audio-refused",
    ],
    [
      3007,
      "Input Duration Error: Audio Transmission Rate Exceeded: Received 400 sec. audio in 2 sec",
      "wait",
      "speech-too-fast",
    ],
    [3008, "Session Expired: Maximum session duration exceeded", "retry", "speech-session-expired"],
    [4000, "", "blocked", "speech-settings-refused"],
    [4001, "", "blocked", "speech-refused"],
    [4002, "", "blocked", "speech-refused"],
    [4003, "", "blocked", "speech-refused"],
    [4008, "", "retry", "speech-session-expired"],
    [4029, "", "wait", "speech-busy"],
    [4031, "", "retry", "speech-interrupted"],
    [4101, "", "blocked", "speech-settings-refused"],
    [4102, "", "wait", "speech-busy"],
    [4999, "", "retry", "speech-interrupted"],
  ])("of %i %s is %s, %s", (code, text, remedy, reason) => {
    expect(closeVerdict(code, text)).toMatchObject({ remedy, problem: { reason } });
  });

  it("has the service's own words if they help", () => {
    const text = "User Input Validation Error: Invalid 'speech_model': u9";
    expect(closeVerdict(3006, text).problem.detail).toBe(text);
  });
});

it.each([
  ["User Input Validation Error: Invalid 'mode': x", "turnDetection"],
  ["User Input Validation Error: Invalid 'max_speakers': x", "speakerLabels"],
  ['Invalid "language_codes"', "languageCodes"],
  ["User Input Validation Error: Invalid 'sample_rate': x", undefined],
  ["Invalid JSON: '{'", undefined],
])("%s names the refused setting %s", (text, setting) => {
  expect(closeVerdict(3006, text).refused).toBe(setting);
});
