/** A panel of another window beside the open one. One of the two is visible; elements of the hidden one have no role. */

import { afterEach } from "vitest";
import { createApp } from "vue";
import App from "../../../entrypoints/sidepanel/App.vue";
import { settle } from "./panel.ts";

let closeSecond = (): void => {};
afterEach(() => closeSecond());

export interface TwoPanels {
  look(at: "first" | "second"): void;
}

/** Makes the second panel visible. */
export async function openSecondPanel(): Promise<TwoPanels> {
  const first = document.body.querySelector<HTMLElement>(".panel")?.parentElement;
  const second = document.body.appendChild(document.createElement("div"));
  const app = createApp(App);
  closeSecond = () => {
    app.unmount();
    second.remove();
    closeSecond = () => {};
  };
  const look = (at: "first" | "second"): void => {
    first?.toggleAttribute("hidden", at === "second");
    second.toggleAttribute("hidden", at === "first");
  };
  look("second");
  app.mount(second);
  await settle();
  return { look };
}
