/**
 * Shares the gateway's requests a minute for each model fairly among the access codes of a deployment (docs/protocol.md#llm-gateway): a code
 * that has to wait is given a time of its own, and holds one such time at once. Only in memory: a minute later everything is forgotten.
 */

import { DurableObject } from "cloudflare:workers";

const MINUTE_MS = 60_000;
/** How late a code may come; afterwards it waits again. */
const GRACE_MS = 30_000;

export interface SlotRequest {
  readonly model: string;
  /** Digest of the access code. */
  readonly code: string;
  readonly perMinute: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Queue {
  /** Times of the requests of the last minute, oldest first. */
  admitted: number[];
  /** When each waiting code may come, in the order of these times. */
  readonly tickets: Map<string, number>;
}

/** One object for the deployment: the limit is that of one account. */
export class ModelQueue extends DurableObject {
  readonly #queues = new Map<string, Queue>();

  /** @returns 0, or the time after which the code should ask again in ms */
  take({ model, code, perMinute, now }: SlotRequest): number {
    const queue = this.#queueOf(model, now);
    const { admitted, tickets } = queue;
    const ticket = tickets.get(code);
    const isTurn =
      ticket === undefined
        ? admitted.length + tickets.size < perMinute
        : ticket <= now && admitted.length < perMinute;
    if (!isTurn) return this.#wait(queue, code, perMinute, now);
    tickets.delete(code);
    admitted.push(now);
    return 0;
  }

  /** The gateway has refused a request, because another client has used its limit. @returns as `take` */
  refused({ model, code, perMinute, now }: SlotRequest, retryAfterMs: number): number {
    const queue = this.#queueOf(model, now);
    const freeAgainMs = now + retryAfterMs - MINUTE_MS;
    queue.admitted = Array<number>(perMinute).fill(freeAgainMs);
    return this.#wait(queue, code, perMinute, now);
  }

  #queueOf(model: string, now: number): Queue {
    const queue = this.#queues.get(model) ?? { admitted: [], tickets: new Map<string, number>() };
    this.#queues.set(model, queue);
    queue.admitted = queue.admitted.filter((ms) => ms > now - MINUTE_MS);
    for (const [code, ms] of queue.tickets) if (ms + GRACE_MS < now) queue.tickets.delete(code);
    return queue;
  }

  /** Its time, or one after all others. */
  #wait({ admitted, tickets }: Queue, code: string, perMinute: number, now: number): number {
    const own = tickets.get(code);
    const freeMs = (admitted.at(-perMinute) ?? now - MINUTE_MS) + MINUTE_MS;
    const lastMs = Math.max(...tickets.values(), -Infinity);
    const ticket = Math.max(own ?? lastMs + MINUTE_MS / perMinute, freeMs, now + 1);
    tickets.set(code, ticket);
    return ticket - now;
  }
}
