import type { Deployment } from "./environment.ts";
import type { Platform } from "./platform.ts";

/** Everything a route behind the access code is given. */
export interface RequestContext {
  readonly request: Request;
  readonly deployment: Deployment;
  /** Name of the access code. */
  readonly caller: string;
  readonly platform: Platform;
}
