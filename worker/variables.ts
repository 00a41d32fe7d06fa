/** Parses single variables of the configuration. A problem is a sentence for the team's admin and never holds the value. */

import * as v from "valibot";
import { parseJson } from "../core/parse-json.ts";
import { ok, type Result } from "../core/problem.ts";
import { Prices } from "../core/protocol/worker-api.ts";
import type { AccessCode } from "./access/caller.ts";
import type { OriginPolicy } from "./access/origins.ts";
import { clip } from "./text.ts";
import type { Bounds } from "./upstream/services.ts";

export type Parsed<T> = Result<T, string>;

const invalid = (problem: string): Parsed<never> => ({ ok: false, problem });

/** Characters that an HTTP header carries unharmed. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** Comma-separated; spaces around entries are ignored. Blank text is an empty list. */
export function splitList(text: string): string[] {
  return text.trim() === "" ? [] : text.split(",").map((entry) => entry.trim());
}

export function parseApiKey(name: string, text: string): Parsed<string> {
  const key = text.trim();
  if (key === "") return invalid(`${name} is missing.`);
  if (!VISIBLE_ASCII.test(key)) return invalid(`${name} holds characters no API key has.`);
  return ok(key);
}

/** Twelve random letters and digits can't be guessed at the pace that `access/gate.ts` allows. */
const SHORTEST_CODE = 12;

/**
 * `name:code,name:code`. The first colon ends the name; a code may hold colons but no comma. A name may have two codes,
 * for instance while one is being replaced; a code has one name. `name:sha256:…` holds the digest of a code.
 */
export function parseAccessCodes(name: string, text: string): Parsed<readonly AccessCode[]> {
  const entries = splitList(text);
  if (entries.length === 0) return invalid(`${name} is missing.`);
  const codes: AccessCode[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const colon = entry.indexOf(":");
    const holder = entry.slice(0, Math.max(colon, 0)).trim();
    const text = entry.slice(colon + 1).trim();
    const place = `Entry ${index + 1} of ${name}`;
    if (holder === "" || text === "") return invalid(`${place} is not of the form name:code.`);
    if (seen.has(text)) return invalid(`${place} repeats a code.`);
    const code = parseCode(place, text);
    if (!code.ok) return code;
    seen.add(text);
    codes.push({ name: holder, code: code.value });
  }
  return ok(codes);
}

/** A code, or `sha256:…` with its digest; empty text means none. */
export const parseAdminCode = (name: string, text: string): Parsed<AccessCode["code"] | null> =>
  text === "" ? ok(null) : parseCode(name, text);

function parseCode(place: string, text: string): Parsed<AccessCode["code"]> {
  const digest = /^sha256:(.*)$/i.exec(text)?.[1];
  if (digest !== undefined) {
    return /^[\da-f]{64}$/i.test(digest)
      ? ok({ form: "sha256", hex: digest })
      : invalid(`${place} has no SHA-256 of 64 hexadecimal digits after sha256:.`);
  }
  if (!VISIBLE_ASCII.test(text)) return invalid(`${place} has a space or a special letter in it.`);
  return text.length < SHORTEST_CODE
    ? invalid(`${place} has a code of less than ${SHORTEST_CODE} characters, which can be guessed.`)
    : ok({ form: "plain", text });
}

/** Comma-separated origins such as `chrome-extension://<id>`. An entry `*` allows any; it is not a pattern. */
export function parseOrigins(name: string, text: string): Parsed<OriginPolicy> {
  const origins = new Set<string>();
  for (const [index, entry] of splitList(text).entries()) {
    if (entry === "*") return ok({ kind: "any" });
    const origin = entry.replace(/\/$/, "").toLowerCase();
    if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@*]+$/.test(origin)) {
      return invalid(`Entry ${index + 1} of ${name} is not an origin like chrome-extension://….`);
    }
    origins.add(origin);
  }
  return ok({ kind: "listed", origins });
}

/** @returns an http or https address without query and trailing slash; its path stays as a prefix */
export function parseBaseUrl(name: string, text: string): Parsed<string> {
  const url = URL.parse(text.trim());
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!isPlain || url.search || url.hash) {
    return invalid(`${name} has to be an address like https://example.com.`);
  }
  return ok(url.origin + url.pathname.replace(/\/+$/, ""));
}

export function parseWholeNumber(name: string, text: string, bounds: Bounds): Parsed<number> {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= bounds.min && number <= bounds.max
    ? ok(number)
    : invalid(`${name} has to be a whole number from ${bounds.min} to ${bounds.max}.`);
}

/** @returns millionths of a US dollar */
export function parseDollars(name: string, text: string): Parsed<number> {
  return /^\d{1,6}(\.\d{1,2})?$/.test(text.trim())
    ? ok(Math.round(Number(text) * 1_000_000))
    : invalid(`${name} has to be an amount in US dollars, such as 10 or 7.50.`);
}

export function parseSwitch(name: string, text: string): Parsed<boolean> {
  if (text !== "on" && text !== "off") return invalid(`${name} has to be on or off.`);
  return ok(text === "on");
}

export function parseModels(name: string, text: string, most = Infinity): Parsed<string[]> {
  const models = splitList(text);
  if (models.includes("")) return invalid(`${name} has an empty entry.`);
  if (models.length > most) return invalid(`${name} takes at most ${most} models.`);
  return ok([...new Set(models)]);
}

/** Any name, because the service's list changes. Empty text means none. */
export function parseSpeechModel(name: string, text: string): Parsed<string | null> {
  if (text === "") return ok(null);
  return /^[\w.-]{1,100}$/.test(text)
    ? ok(text)
    : invalid(`${name} has to be one model, such as universal-3-6-pro.`);
}

/** @param text JSON in the shape of `Prices`. Any part may be missing; empty text means no prices. */
export function parsePrices(name: string, text: string): Parsed<Prices | null> {
  if (text === "") return ok(null);
  const json = parseJson(text);
  if (json === undefined) return invalid(`${name} is not valid JSON.`);
  const prices = v.safeParse(WrittenPrices, json);
  if (prices.success) return ok(prices.output);
  const place = v.getDotPath(prices.issues[0]);
  return place === null
    ? invalid(`${name} has to be a JSON object of the form README.md shows.`)
    : invalid(`${name} is wrong at ${clip(place, 100)}; README.md shows its form.`);
}

/** Strict: a misspelled name would be a price without effect. */
const WrittenPrices = v.strictObject({
  speech_per_hour: v.optional(Prices.entries.speech_per_hour, {}),
  speaker_labels_per_hour: Prices.entries.speaker_labels_per_hour,
  models: v.optional(v.record(v.string(), v.strictObject(Prices.entries.models.value.entries)), {}),
});
