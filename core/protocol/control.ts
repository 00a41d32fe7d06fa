/**
 * Requests between contexts of the extension, over `runtime.sendMessage` (JSON, never audio). The type of a request decides its
 * other fields and its answer.
 */

import type { OffscreenReports, PanelRequests } from "./background-requests.ts";
import type { OffscreenRequests } from "./offscreen-requests.ts";

interface Borders {
  readonly background: PanelRequests & OffscreenReports;
  readonly offscreen: OffscreenRequests;
}

export type Responder = keyof Borders;
export type RequestType<To extends Responder> = keyof Borders[To];

/** A request of this type, or of one of these types. */
export type RequestTo<To extends Responder, Type extends RequestType<To> = RequestType<To>> = {
  readonly [T in Type]: { readonly to: To; readonly type: T } & Fields<Borders[To][T]>;
}[Type];
export type AnswerOf<To extends Responder, Type extends RequestType<To>> = Answer<
  Borders[To][Type]
>;
/** How a context answers each type of request. */
export type Responders<To extends Responder> = {
  readonly [T in RequestType<To>]: (request: RequestTo<To, T>) => Promise<AnswerOf<To, T>>;
};

type Fields<Exchange> = Exchange extends { readonly fields: infer F } ? F : never;
type Answer<Exchange> = Exchange extends { readonly answer: infer A } ? A : never;
