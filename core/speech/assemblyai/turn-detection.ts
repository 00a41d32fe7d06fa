/**
 * How soon a pause ends a turn, in the parameters of each model family (docs/protocol.md#connection-parameters,
 * docs/decisions/0013-notes-over-latency.md).
 */

import type { TurnDetection } from "../../settings/settings.ts";
import { familyOf, type ModelFamily } from "./models.ts";

type TurnParameters = Readonly<Record<string, number | string>>;

/**
 * The service's defaults, which bring a live session back to "balanced". The Pro family has none: its `mode` implies silences without
 * numbers (docs/protocol.md#client-messages).
 */
const DEFAULTS: Readonly<Record<ModelFamily, TurnParameters>> = {
  pro: {},
  "universal-streaming": {
    end_of_turn_confidence_threshold: 0.4,
    min_turn_silence: 400,
    max_turn_silence: 1280,
  },
  other: {},
};

/** For Universal-Streaming the vendor's presets for quick answers and for slow speakers, whose pause a careful Pro model takes over. */
const PRESETS: Readonly<Record<ModelFamily, Readonly<Record<TurnDetection, TurnParameters>>>> = {
  pro: {
    fast: { mode: "min_latency" },
    balanced: { mode: "max_accuracy" },
    // A given silence takes precedence over that of the mode.
    careful: { mode: "max_accuracy", max_turn_silence: 3600 },
  },
  "universal-streaming": {
    fast: {
      end_of_turn_confidence_threshold: 0.4,
      min_turn_silence: 160,
      max_turn_silence: 400,
    },
    balanced: {},
    careful: {
      end_of_turn_confidence_threshold: 0.7,
      min_turn_silence: 800,
      max_turn_silence: 3600,
    },
  },
  other: { fast: {}, balanced: {}, careful: {} },
};

export const turnParameters = (model: string, detection: TurnDetection): TurnParameters =>
  PRESETS[familyOf(model)][detection];

export const turnDefaults = (model: string): TurnParameters => DEFAULTS[familyOf(model)];
