/** A reply as server-sent events, as OpenAI's models stream it (protocol §6). */

import type { GatewayReply } from "./reply.ts";

/** Only these honour `stream: true`; every other model answers with one JSON. */
export const streams = (model: string): boolean => model.startsWith("gpt-");

/** One event per word, one with the finish reason and the usage, and the end mark. */
export function eventStream(reply: GatewayReply, model: string, createdSeconds: number): string[] {
  const chunk = (delta: object, finishReason: string | null, usage: GatewayReply["usage"] | null) =>
    JSON.stringify({
      id: reply.request_id,
      object: "chat.completion.chunk",
      created: createdSeconds,
      model,
      choices: [{ index: 0, delta, finish_reason: finishReason }],
      ...(usage === null ? {} : { usage }),
    });

  const choice = reply.choices[0];
  const words = choice?.message.content?.match(/\S+\s*/g) ?? [];
  return [
    chunk({ role: "assistant", content: "" }, null, null),
    ...words.map((content) => chunk({ content }, null, null)),
    chunk({}, choice?.finish_reason ?? "stop", reply.usage),
    "[DONE]",
  ];
}
