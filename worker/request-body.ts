/** Reads the body of a request within limits on bytes and time, and parses it. */

import * as v from "valibot";
import { parseJson } from "../core/parse-json.ts";
import { ok } from "../core/problem.ts";
import { readCapped } from "./http.ts";
import { refuse, type Outcome } from "./refusal.ts";
import type { RequestContext } from "./request-context.ts";

/** A transcript of 1 MB arrives in time at 17 kB a second, which is slower than the audio of two channels. */
const BODY_TIMEOUT_MS = 60_000;

type Reading = Pick<RequestContext, "request" | "platform">;

/**
 * Refuses with `body-too-large`, `body-slow`, `body-invalid`, or with `caller-left` if the body breaks off.
 *
 * @param schema Passes on the fields it knows, so nothing else gets past it.
 */
export async function readBody<Schema extends v.GenericSchema>(
  context: Reading,
  schema: Schema,
  limitBytes: number,
): Promise<Outcome<v.InferOutput<Schema>>> {
  const text = await readText(context, limitBytes);
  if (!text.ok) return text;
  const body = parseJson(text.value);
  if (body === undefined) return refuse({ reason: "body-invalid", detail: "it is not JSON" });
  return parse(schema, body);
}

/** The same for a form of one of the Worker's pages. */
export async function readForm<Schema extends v.GenericSchema>(
  context: Reading,
  schema: Schema,
  limitBytes: number,
): Promise<Outcome<v.InferOutput<Schema>>> {
  const text = await readText(context, limitBytes);
  return text.ok ? parse(schema, Object.fromEntries(new URLSearchParams(text.value))) : text;
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
): Outcome<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, body, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  // The detail names the place in the request, never its content.
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue) ?? "the body";
  const detail = `${place} is not as expected${issue.expected === null ? "" : ` (${issue.expected})`}`;
  return refuse({ reason: "body-invalid", detail });
}

async function readText(
  { request, platform }: Reading,
  limitBytes: number,
): Promise<Outcome<string>> {
  const tooLarge = refuse({ reason: "body-too-large", limitBytes });
  if (Number(request.headers.get("Content-Length") ?? 0) > limitBytes) return tooLarge;
  const deadline = platform.deadline(BODY_TIMEOUT_MS);
  try {
    const text = await readCapped(request.body, limitBytes, deadline);
    return text === undefined ? tooLarge : ok(text);
  } catch {
    // Otherwise only the caller can break off a request.
    return refuse({ reason: deadline.aborted ? "body-slow" : "caller-left" });
  }
}
