/**
 * New settings for a session that is running: what it can be told (protocol §3, UpdateConfiguration), and what only another
 * session can bring. Settings that ask the same of the service change nothing.
 */

import type { Settings } from "../../settings/settings.ts";
import { speechParameters } from "./address.ts";
import { turnDefaults } from "./turn-detection.ts";

export type Reconfiguration =
  | { readonly type: "none" }
  /** One text message for the session, complete with its `type`. */
  | { readonly type: "update"; readonly message: Readonly<Record<string, unknown>> }
  /** The session is to give way to one with the new settings. */
  | { readonly type: "rollover" };

/** Of what Earshot sends, all that a session can be told while it runs. */
const UPDATABLE: ReadonlySet<string> = new Set([
  "end_of_turn_confidence_threshold",
  "min_turn_silence",
  "max_turn_silence",
  "format_turns",
  "keyterms_prompt",
  "prompt",
  "filter_profanity",
  "language_codes",
]);

/**
 * What takes a parameter back that the new settings do not ask for. Nothing is known to bring the service's own prompt back:
 * that takes another session.
 */
const CLEARED: Readonly<Record<string, unknown>> = {
  keyterms_prompt: [],
  language_codes: [],
  filter_profanity: false,
};

/** @param channels as of `speechParameters`. */
export function reconfiguration(from: Settings, to: Settings, channels: number): Reconfiguration {
  const before = speechParameters(from, channels);
  const after = speechParameters(to, channels);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (changed.length === 0) return { type: "none" };

  const wanted: Readonly<Record<string, unknown>> = {
    ...CLEARED,
    ...turnDefaults(to.speech.model),
    ...after,
  };
  const canBeTold = changed.every((name) => UPDATABLE.has(name) && name in wanted);
  if (!canBeTold) return { type: "rollover" };
  const values = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
  return { type: "update", message: { type: "UpdateConfiguration", ...values } };
}
