/** Once before tests that drive the extension as it is built for people. */

import { buildExtension } from "../local/launcher/build.ts";

/** Set where somebody has built it just now. */
export const IS_BUILT = "EARSHOT_IS_BUILT";

export default async function setup(): Promise<void> {
  if (process.env[IS_BUILT] === undefined) await buildExtension();
}
