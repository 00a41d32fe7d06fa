/** How soon a pause ends a turn, in the parameters of each model family (docs/protocol.md#connection-parameters). */

import type { TurnDetection } from "../../settings/settings.ts";
import { familyOf, type ModelFamily } from "./models.ts";

type TurnParameters = Readonly<Record<string, number | string>>;

/**
 * The service's defaults, which bring a live session back to "balanced". Families with a `mode` have none: it holds for a whole session
 * and implies silences without numbers (docs/protocol.md#client-messages).
 */
const DEFAULTS: Readonly<Record<ModelFamily, TurnParameters>> = {
  pro: { min_turn_silence: 100, max_turn_silence: 1000 },
  "pro-3-5": {},
  "universal-streaming": {
    end_of_turn_confidence_threshold: 0.4,
    min_turn_silence: 400,
    max_turn_silence: 1280,
  },
  other: {},
};

/** For Universal-Streaming the vendor's presets for quick answers and for slow speakers. */
const PRESETS: Readonly<Record<ModelFamily, Record<"fast" | "careful", TurnParameters>>> = {
  pro: {
    fast: { min_turn_silence: 100, max_turn_silence: 500 },
    careful: { min_turn_silence: 400, max_turn_silence: 2000 },
  },
  "pro-3-5": { fast: { mode: "min_latency" }, careful: { mode: "max_accuracy" } },
  "universal-streaming": {
    fast: {
      end_of_turn_confidence_threshold: 0.4,
      min_turn_silence: 160,
      max_turn_silence: 400,
    },
    careful: {
      end_of_turn_confidence_threshold: 0.7,
      min_turn_silence: 800,
      max_turn_silence: 3600,
    },
  },
  other: { fast: {}, careful: {} },
};

/** "Balanced" is the service's default, so it needs no parameters. */
export const turnParameters = (model: string, detection: TurnDetection): TurnParameters =>
  detection === "balanced" ? {} : PRESETS[familyOf(model)][detection];

export const turnDefaults = (model: string): TurnParameters => DEFAULTS[familyOf(model)];
