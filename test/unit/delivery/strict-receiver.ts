/**
 * Receiver of webhooks that does what a careful one does: it checks the signature and its time, drops requests whose id it has, and
 * keeps the bodies of all others. It can fail before or after it has taken a request in.
 */

import { createHmac, timingSafeEqual } from "node:crypto";

export type Answer =
  | number
  | { readonly status: number; readonly retryAfter: string }
  /** The connection ends before the request arrives, or after it was taken in. */
  | "unreached"
  | "answer-lost";

export class StrictReceiver {
  readonly accepted: { readonly id: string; readonly body: string }[] = [];
  readonly faults: string[] = [];
  answer: () => Answer = () => 200;

  readonly secret: string;
  readonly now: () => number;

  constructor(secret: string, now: () => number) {
    this.secret = secret;
    this.now = now;
  }

  readonly fetch = async (_address: string, request: RequestInit): Promise<Response> => {
    const answer = this.answer();
    if (answer === "unreached") throw new TypeError("Failed to fetch");
    const status = typeof answer === "object" ? answer.status : answer;
    if (answer === "answer-lost" || (typeof status === "number" && status < 300))
      this.#take(new Headers(request.headers), String(request.body));
    if (answer === "answer-lost") throw new TypeError("Failed to fetch");
    const headers: HeadersInit =
      typeof answer === "object" ? { "Retry-After": answer.retryAfter } : {};
    return new Response(null, { status: status as number, headers });
  };

  #take(headers: Headers, body: string): void {
    const [id, time, signature] = ["id", "timestamp", "signature"].map(
      (name) => headers.get(`webhook-${name}`) ?? "",
    );
    if (!id || !time || !this.#isSigned(`${id}.${time}.${body}`, signature ?? ""))
      this.faults.push("not signed");
    if (Math.abs(Number(time) * 1000 - this.now()) > 5_000) this.faults.push("not of this time");
    const known = this.accepted.find((each) => each.id === id);
    if (known === undefined) this.accepted.push({ id: id ?? "", body });
    else if (known.body !== body) this.faults.push("one id for two bodies");
  }

  #isSigned(content: string, signature: string): boolean {
    const key = Buffer.from(this.secret.replace("whsec_", ""), "base64");
    const expected = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
    const [one, other] = [Buffer.from(expected), Buffer.from(signature)];
    return one.length === other.length && timingSafeEqual(one, other);
  }
}
