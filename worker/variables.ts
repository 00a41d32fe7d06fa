/** Reads single variables of the configuration. A problem is a sentence for whoever deploys; it never holds the value. */

import * as v from "valibot";
import { parseJson } from "../core/parse-json.ts";
import { Prices } from "../core/protocol/worker-api.ts";
import type { AccessCode } from "./access.ts";
import type { OriginPolicy } from "./cors.ts";
import { clip } from "./words.ts";

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
const bad = (problem: string): Parsed<never> => ({ ok: false, problem });

/** What an HTTP header carries unharmed. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** Comma-separated, spaces around an entry ignored; an empty text is an empty list. */
export function splitList(text: string): string[] {
  return text.trim() === "" ? [] : text.split(",").map((entry) => entry.trim());
}

export function parseApiKey(name: string, text: string): Parsed<string> {
  const key = text.trim();
  if (key === "") return bad(`${name} is missing.`);
  if (!VISIBLE_ASCII.test(key)) return bad(`${name} holds characters no API key has.`);
  return good(key);
}

/** Twelve random letters and digits are more than anybody can try, at the pace `attempts.ts` allows. */
const SHORTEST_CODE = 12;

/**
 * `name:code,name:code`. The first colon ends the name; the code may hold more of them, but no comma. One name may have
 * two codes, as while a code is being replaced; one code has one name. `name:sha256:…` has the digest in place of the code.
 */
export function parseAccessCodes(name: string, text: string): Parsed<readonly AccessCode[]> {
  const entries = splitList(text);
  if (entries.length === 0) return bad(`${name} is missing.`);
  const codes: AccessCode[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const colon = entry.indexOf(":");
    const who = entry.slice(0, Math.max(colon, 0)).trim();
    const text = entry.slice(colon + 1).trim();
    const place = `Entry ${index + 1} of ${name}`;
    if (who === "" || text === "") return bad(`${place} is not of the form name:code.`);
    if (seen.has(text)) return bad(`${place} repeats a code.`);
    const code = parseCode(place, text);
    if (!code.ok) return code;
    seen.add(text);
    codes.push({ name: who, code: code.value });
  }
  return good(codes);
}

function parseCode(place: string, text: string): Parsed<AccessCode["code"]> {
  const digest = /^sha256:(.*)$/i.exec(text)?.[1];
  if (digest !== undefined) {
    return /^[\da-f]{64}$/i.test(digest)
      ? good({ form: "sha256", hex: digest })
      : bad(`${place} has no SHA-256 of 64 hexadecimal digits after sha256:.`);
  }
  if (!VISIBLE_ASCII.test(text)) return bad(`${place} has a space or a special letter in it.`);
  return text.length < SHORTEST_CODE
    ? bad(`${place} has a code of less than ${SHORTEST_CODE} characters, which can be guessed.`)
    : good({ form: "plain", text });
}

/** Comma-separated origins such as `chrome-extension://<id>`; `*` among them allows any; it is no pattern. */
export function parseOrigins(name: string, text: string): Parsed<OriginPolicy> {
  const origins = new Set<string>();
  for (const [index, entry] of splitList(text).entries()) {
    if (entry === "*") return good({ kind: "any" });
    const origin = entry.replace(/\/$/, "").toLowerCase();
    if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@*]+$/.test(origin)) {
      return bad(`Entry ${index + 1} of ${name} is not an origin like chrome-extension://….`);
    }
    origins.add(origin);
  }
  return good({ kind: "listed", origins });
}

/** An http or https address without query; its path, if any, is kept as a prefix. No slash at its end. */
export function parseBaseUrl(name: string, text: string): Parsed<string> {
  const url = URL.parse(text.trim());
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!isPlain || url.search || url.hash) {
    return bad(`${name} has to be an address like https://example.com.`);
  }
  return good(url.origin + url.pathname.replace(/\/+$/, ""));
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export function parseWholeNumber(name: string, text: string, bounds: Bounds): Parsed<number> {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= bounds.min && number <= bounds.max
    ? good(number)
    : bad(`${name} has to be a whole number from ${bounds.min} to ${bounds.max}.`);
}

export function parseSwitch(name: string, text: string): Parsed<boolean> {
  if (text !== "on" && text !== "off") return bad(`${name} has to be on or off.`);
  return good(text === "on");
}

export function parseModels(name: string, text: string, most = Infinity): Parsed<string[]> {
  const models = splitList(text);
  if (models.includes("")) return bad(`${name} has an empty entry.`);
  if (models.length > most) return bad(`${name} takes at most ${most} models.`);
  return good([...new Set(models)]);
}

/** JSON text in the shape of `Prices`, where either part may be missing and nothing else may stand; empty text: none. */
export function parsePrices(name: string, text: string): Parsed<Prices | null> {
  if (text === "") return good(null);
  const json = parseJson(text);
  if (json === undefined) return bad(`${name} is not valid JSON.`);
  const prices = v.safeParse(WrittenPrices, json);
  if (prices.success) return good(prices.output);
  const place = v.getDotPath(prices.issues[0]);
  return place === null
    ? bad(`${name} has to be a JSON object of the form README.md shows.`)
    : bad(`${name} is wrong at ${clip(place, 100)}; README.md shows its form.`);
}

/** A misspelled name would be a price that nobody ever sees. */
const WrittenPrices = v.strictObject({
  speech_per_hour: v.optional(Prices.entries.speech_per_hour, {}),
  models: v.optional(v.record(v.string(), v.strictObject(Prices.entries.models.value.entries)), {}),
});
