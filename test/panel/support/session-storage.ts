/** `chrome.storage.session`: every change is sent to all listeners. Cleared before every test. */

import { beforeEach } from "vitest";

type Changes = Record<string, { oldValue?: unknown; newValue?: unknown }>;

export const session = new Map<string, unknown>();
const listeners = new Set<(changes: Changes, area: string) => void>();

function change(key: string, newValue: unknown): void {
  const oldValue = session.get(key);
  if (newValue === undefined) session.delete(key);
  else session.set(key, newValue);
  for (const listener of listeners) listener({ [key]: { oldValue, newValue } }, "session");
}

export const sessionArea = {
  onChanged: {
    addListener: (listener: (changes: Changes, area: string) => void) => listeners.add(listener),
    removeListener: (listener: (changes: Changes, area: string) => void) =>
      listeners.delete(listener),
  },
  get: async (keys: string | string[]) =>
    Object.fromEntries([keys].flat().map((key) => [key, session.get(key)])),
  set: async (values: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(values)) change(key, value);
  },
  remove: async (keys: string | string[]) => {
    for (const key of [keys].flat()) change(key, undefined);
  },
};

beforeEach(() => {
  session.clear();
  listeners.clear();
});
