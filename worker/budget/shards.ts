/**
 * The usage stores of a deployment: sixteen Durable Objects, chosen by the first hexadecimal digit of an access code's digest. One code
 * always meets the same object, and a flood of wrong codes is spread over all of them.
 */

import type { UsageStore } from "./usage-store.ts";

export type UsageStores = DurableObjectNamespace<UsageStore>;

/** The first name is that of the only object of earlier versions, so its old rows are met and deleted. */
const NAMES: readonly string[] = Array.from("0123456789abcdef", (digit) =>
  digit === "0" ? "team" : `team-${digit}`,
);

/** @param digest hexadecimal SHA-256 of an access code */
export const shardOf = (stores: UsageStores, digest: string): DurableObjectStub<UsageStore> =>
  stores.getByName(NAMES[Number.parseInt(digest.charAt(0), 16)] ?? "team");

/** For admins, who see all codes. */
export const allShards = (stores: UsageStores): DurableObjectStub<UsageStore>[] =>
  NAMES.map((name) => stores.getByName(name));
