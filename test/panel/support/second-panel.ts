/** The panel of another window, beside the one that is open. One of the two is looked at: what is hidden has no role. */

import { afterEach } from "vitest";
import { createApp } from "vue";
import App from "../../../entrypoints/sidepanel/App.vue";
import { settle } from "./panel.ts";

let closeSecond = (): void => {};
afterEach(() => closeSecond());

export interface TwoPanels {
  look(at: "first" | "second"): void;
}

/** The second is looked at. */
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
