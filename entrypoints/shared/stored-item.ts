/** One value in `chrome.storage`; docs/data.md lists all. Workers have no `chrome.storage`. */

import { browser } from "wxt/browser";

type Changes = Readonly<Record<string, { readonly newValue?: unknown }>>;

/** @param area `local` is kept until the extension is removed, `session` until the browser ends */
export function storedItem<T>(area: "local" | "session", key: string, fallback: T) {
  const store = () => browser.storage[area];
  const valueIn = (value: unknown): T => (value ?? fallback) as T;
  return {
    getValue: async (): Promise<T> => valueIn((await store().get(key))[key]),
    setValue: (value: T): Promise<void> => store().set({ [key]: value }),
    removeValue: (): Promise<void> => store().remove(key),
    /** Calls `onChange` after each change in any context. @returns stops that */
    watch(onChange: (value: T) => void): () => void {
      const onChanged = (changes: Changes): void => {
        if (changes[key]) onChange(valueIn(changes[key].newValue));
      };
      const { onChanged: event } = store();
      event.addListener(onChanged);
      return () => event.removeListener(onChanged);
    },
  };
}
