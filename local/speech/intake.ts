/**
 * Receiving side of a session: checks every message of the client and passes it on (docs/protocol.md#client-messages).
 */

import { assertNever } from "../../core/assert-never.ts";
import type { Behaviour } from "../behaviour.ts";
import type { Clock } from "../clock.ts";
import { parseClientMessage } from "./wire-messages.ts";
import { meterFrame, NO_FRAMES, decodeAudio } from "./audio-frames.ts";
import { recordFrame, recordMessage, type SessionRecord } from "./observation.ts";
import { type ConfigurationUpdate, refusalOf, type Parameters } from "./parameters.ts";
import type { Refusal } from "./refusals.ts";

export interface IntakeOptions {
  /** Parameters of the connection. */
  readonly parameters: Parameters;
  readonly rules: Pick<Behaviour, "session" | "sound">;
  readonly clock: Clock;
  /** Time since Begin, for the limit on audio ahead of the clock. */
  readonly elapsedMs: () => number;
  readonly record: SessionRecord;
  readonly onAudio: (samples: Int16Array, ms: number) => void;
  readonly onForceEndpoint: () => void;
  readonly onTerminate: () => void;
  readonly onRefusal: (refusal: Refusal) => void;
}

export interface Intake {
  /** Current parameters, updates included. */
  parameters(): Parameters;
  receivedMs(): number;
  /** Unix ms of the last message; `null` after Terminate, when silence is expected. */
  idleSince(): number | null;
  /** Ignores everything after Terminate. */
  take(message: Buffer, isBinary: boolean): void;
}

export function createIntake(options: IntakeOptions): Intake {
  const { clock, record, onRefusal } = options;
  let { parameters } = options;
  let meter = NO_FRAMES;
  let lastMessageAt = clock.now();

  const takeAudio = (bytes: Buffer): void => {
    const sound = decodeAudio(bytes, parameters);
    if (!sound.ok) return onRefusal(sound.refusal);
    recordFrame(record, bytes.length, sound.ms);
    const step = meterFrame(meter, sound.ms, options.elapsedMs(), options.rules.sound);
    meter = step.meter;
    if (step.refusal !== null) onRefusal(step.refusal);
    else options.onAudio(sound.samples, sound.ms);
  };

  const takeText = (text: string): void => {
    const parsed = parseClientMessage(text);
    if (!parsed.ok) return onRefusal(parsed.refusal);
    const message = parsed.value;
    record.controls.push(message.type);
    switch (message.type) {
      case "UpdateConfiguration":
        return update(message.update);
      case "ForceEndpoint":
        return options.onForceEndpoint();
      case "KeepAlive":
        return;
      case "Terminate":
        record.terminateReceived = true;
        return options.onTerminate();
      default:
        return assertNever(message);
    }
  };

  function update(values: ConfigurationUpdate): void {
    const refusal = refusalOf(values, parameters.speech_model, options.rules.session);
    if (refusal !== null) return onRefusal(refusal);
    record.updates.push(values);
    parameters = { ...parameters, ...values };
  }

  return {
    parameters: () => parameters,
    receivedMs: () => meter.receivedMs,
    idleSince: () => (record.terminateReceived ? null : lastMessageAt),
    take(message, isBinary) {
      recordMessage(record);
      if (record.terminateReceived) return;
      lastMessageAt = clock.now();
      if (isBinary) takeAudio(message);
      else takeText(message.toString("utf8"));
    },
  };
}
