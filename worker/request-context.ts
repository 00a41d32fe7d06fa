import type { CodeKey } from "./budget/code-rows.ts";
import type { Deployment } from "./environment.ts";
import type { Platform } from "./platform.ts";
import type { Scheme } from "./refusal.ts";

/** A request with an access code that the usage store has not checked yet (`budget/budget.ts`). */
export interface UncheckedRequest {
  readonly request: Request;
  readonly deployment: Deployment;
  readonly platform: Platform;
  readonly scheme: Scheme;
  readonly key: CodeKey;
}

/** Everything a route behind the access code is given. */
export interface RequestContext extends UncheckedRequest {
  /** Name of the access code. */
  readonly caller: string;
}
