/**
 * Sends the session grants of concurrent requests to a usage store in one call, so that they share one round trip and one write to
 * disk. A request that comes alone is sent at once. Requests that come while a call is under way wait for its end and share the next one.
 */

import type { Platform } from "../platform.ts";
import type { UncheckedRequest } from "../request-context.ts";
import { shardOf, type UsageStores } from "./shards.ts";
import type {
  Admission,
  DebitReply,
  GrantedSession,
  GrantReply,
  GrantRequest,
  KeyedGrant,
} from "./usage-store.ts";

/** Longest wait for the call under way; calls of a slow store then overlap. */
const TURN_MS = 100;
/** A bound for what hangs, for instance because the request that sends the batch was ended by the runtime. */
const REPLY_WITHIN_MS = 10_000;
/** Keeps a call far below the limits of a message and of the time in which a store answers nobody else. */
const MOST_IN_BATCH = 100;

/** @throws if the usage store fails, for all requests of the batch or for this one alone */
export async function grantTogether(
  { deployment, key, platform }: UncheckedRequest,
  request: GrantRequest,
): Promise<Admission<DebitReply<GrantedSession>>> {
  const stores = deployment.usageStores;
  const reply = await laneOf(stores, key.digest)({ key, request }, platform);
  if (!reply.ok) throw new Error("The usage store could not grant this session.");
  return reply.admission;
}

type Lane = (entry: KeyedGrant, platform: Platform) => Promise<GrantReply>;

/** By usage store, as long as this isolate runs. */
const lanes = new WeakMap<UsageStores, Map<string, Lane>>();

function laneOf(stores: UsageStores, digest: string): Lane {
  const shard = digest.charAt(0);
  const ofStores = lanes.get(stores) ?? new Map<string, Lane>();
  lanes.set(stores, ofStores);
  const lane =
    ofStores.get(shard) ?? createLane((entries) => shardOf(stores, digest).grantSessions(entries));
  ofStores.set(shard, lane);
  return lane;
}

interface Waiting<Entry, Reply> {
  readonly entry: Entry;
  readonly reply: PromiseWithResolvers<Reply>;
}

/**
 * Each request awaits a promise of its own, which another resolves: the runtime then resumes the request in its own context
 * (compatibility flag `handle_cross_request_promise_resolution`, on by its date).
 *
 * @param send returns a reply for each entry, in their order
 */
export function createLane<Entry, Reply>(
  send: (entries: readonly Entry[]) => Promise<readonly Reply[]>,
): (entry: Entry, platform: Pick<Platform, "within" | "later">) => Promise<Reply> {
  /** The batch that later requests join: not sent yet, and not full. */
  let open: Waiting<Entry, Reply>[] | null = null;
  /** Calls under way that others wait for. */
  let underWay = 0;
  let turns: PromiseWithResolvers<void>[] = [];

  /** Runs in the context of the batch's first request. */
  async function sendInTurn(
    batch: readonly Waiting<Entry, Reply>[],
    platform: Pick<Platform, "within">,
  ): Promise<void> {
    if (underWay > 0) await ownTurn(platform);
    if (open === batch) open = null;
    underWay++;
    try {
      const replies = await send(batch.map(({ entry }) => entry));
      for (const [place, { reply }] of batch.entries()) {
        const own = replies[place];
        if (own === undefined) reply.reject(new Error("The usage store left out a reply."));
        else reply.resolve(own);
      }
    } catch (error) {
      for (const { reply } of batch) reply.reject(error);
    } finally {
      underWay--;
      const next = turns;
      turns = [];
      for (const turn of next) turn.resolve();
    }
  }

  async function ownTurn({ within }: Pick<Platform, "within">): Promise<void> {
    const turn = Promise.withResolvers<void>();
    turns.push(turn);
    await within(TURN_MS, turn.promise).catch(() => {});
  }

  return async (entry, platform) => {
    const batch = open ?? [];
    const reply = Promise.withResolvers<Reply>();
    batch.push({ entry, reply });
    open = batch.length < MOST_IN_BATCH ? batch : null;
    // The context of this request has to outlive its caller, because others wait for the replies.
    if (batch.length === 1) platform.later(sendInTurn(batch, platform));
    return platform.within(REPLY_WITHIN_MS, reply.promise);
  };
}
