import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";
import type { ExportOffer } from "../../components/export-offer.ts";
import ExportMenu from "../../components/ExportMenu.vue";
import { all, choose, one, openMenu } from "./support/panel.ts";

const OFFER: ExportOffer = { hasSound: true, channels: [], hasText: true, hasWords: true };

const open = (
  props: { offersJson?: boolean; offersZip?: boolean },
  offer: Partial<ExportOffer> = {},
) =>
  mount(ExportMenu, {
    props: { offer: { ...OFFER, ...offer }, news: null, ...props },
    attachTo: document.body,
  });
const names = (): string[] => all("menuitem").map((each) => each.textContent.trim());
const isOff = (item: string): boolean => one("menuitem", item).hasAttribute("data-disabled");

it("offers JSON and everything only where somebody makes them", async () => {
  open({});
  await openMenu("Export");
  expect(names()).not.toContain("JSON");
  expect(names()).not.toContain("Everything (ZIP)");
});

it.each([
  ["JSON", "json"],
  ["Everything (ZIP)", "zip"],
])("%s is asked for", async (item, event) => {
  const menu = open({ offersJson: true, offersZip: true });
  await choose("Export", item);
  expect(menu.emitted()[event]).toEqual([[]]);
});

it("gives everything also of sound alone", async () => {
  open({ offersJson: true, offersZip: true }, { hasText: false, hasWords: false });
  await openMenu("Export");
  expect(names().filter((name) => !isOff(name))).toEqual(["WAV audio", "Everything (ZIP)"]);
});
