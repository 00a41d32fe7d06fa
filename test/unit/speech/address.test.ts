import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../core/settings.ts";
import {
  MAX_ADDRESS_LENGTH,
  speechAddress,
  speechParameters,
} from "../../../core/speech/address.ts";

const BASE = "wss://streaming.assemblyai.com/v3/ws";

function query(address: ReturnType<typeof speechAddress>): URLSearchParams {
  if (!address.ok) throw new Error(address.problem.reason);
  return new URL(address.value).searchParams;
}

describe("the address of a speech session", () => {
  it("carries the defaults under the service's own names", () => {
    const parameters = query(speechAddress(BASE, speechParameters(DEFAULT_SETTINGS), "AQI+/="));
    expect(Object.fromEntries(parameters)).toEqual({
      speech_model: "u3-rt-pro",
      sample_rate: "16000",
      encoding: "pcm_s16le",
      format_turns: "true",
      llm_gateway: JSON.stringify({
        model: "claude-sonnet-4-6",
        messages: [
          {
            role: "user",
            content: "Provide a brief summary of the transcript.\n\nTranscript: {{turn}}",
          },
        ],
        max_tokens: 4000,
      }),
      token: "AQI+/=",
    });
  });

  it("asks for a heartbeat where the model has one", () => {
    const speech = { ...DEFAULT_SETTINGS.speech, model: "universal-3-5-pro" };
    expect(speechParameters({ ...DEFAULT_SETTINGS, speech })).toMatchObject({
      session_heartbeat: true,
    });
  });

  it("asks for no insight when that is switched off", () => {
    const insight = { ...DEFAULT_SETTINGS.insight, enabled: false };
    expect(speechParameters({ ...DEFAULT_SETTINGS, insight })).not.toHaveProperty("llm_gateway");
  });

  it("writes a list as one JSON string, percent-encoded", () => {
    const address = speechAddress(BASE, { keyterms_prompt: ["Foo"], max_speakers: 2 }, "t");
    expect(address).toEqual({
      ok: true,
      value: `${BASE}?keyterms_prompt=%5B%22Foo%22%5D&max_speakers=2&token=t`,
    });
  });

  it("is refused at 8 kB, with its length", () => {
    const rest = `${BASE}?token=`.length;
    const fits = "x".repeat(MAX_ADDRESS_LENGTH - rest - 1);
    expect(speechAddress(BASE, {}, fits).ok).toBe(true);
    expect(speechAddress(BASE, {}, `${fits}x`)).toEqual({
      ok: false,
      problem: { reason: "speech-address-too-long", detail: "8000 / 8000" },
    });
  });
});
