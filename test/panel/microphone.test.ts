import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { defineComponent, h } from "vue";
import Page from "../../entrypoints/microphone/App.vue";
import { useMicrophones } from "../../entrypoints/sidepanel/recording/use-microphones.ts";
import { all, click, one, text } from "./support/panel.ts";

/** Chrome's permission, as every context sees it. */
class Permission extends EventTarget {
  state: PermissionState = "prompt";
  become(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

const TABS = {
  create: vi.fn(async (_tab: object) => {}),
  update: vi.fn(async (_id: number, _change: object) => {}),
  remove: vi.fn(async (_id: number) => {}),
  getCurrent: async () => ({ id: 9 }),
  query: vi.fn(async (_of: object) => tabs),
};
const PAGE = "chrome-extension://earshot/microphone.html";
let tabs: { id: number }[] = [];
let openPages: { documentUrl: string; tabId: number; windowId: number }[] = [];

const chrome: { tabs: object; runtime: object } = Reflect.get(globalThis, "chrome");
Object.assign(chrome, { windows: { update: async () => {} } });
Object.assign(chrome.tabs, TABS);
Object.assign(chrome.runtime, {
  getURL: (path: string) => `chrome-extension://earshot${path}`,
  getContexts: async () => openPages,
});

const stop = vi.fn(() => {});
let permission = new Permission();
let answer: (permission: Permission) => void = () => {};
let devices: { kind: string; deviceId: string; label: string }[] = [];
const mediaDevices = Object.assign(new EventTarget(), {
  async getUserMedia() {
    answer(permission);
    return { getTracks: () => [{ stop }, { stop }] };
  },
  enumerateDevices: async () =>
    permission.state === "granted"
      ? devices
      : devices.map(({ kind }) => ({ kind, deviceId: "", label: "" })),
});
Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: mediaDevices });
Object.defineProperty(navigator, "permissions", {
  configurable: true,
  value: { query: async () => permission },
});

beforeEach(() => {
  vi.clearAllMocks();
  permission = new Permission();
  answer = () => {};
  tabs = [{ id: 7 }, { id: 9 }];
  openPages = [];
  devices = [
    { kind: "audioinput", deviceId: "default", label: "Default - Desk" },
    { kind: "audioinput", deviceId: "communications", label: "Communications - Desk" },
    { kind: "audioinput", deviceId: "d", label: "Desk" },
    { kind: "audioinput", deviceId: "h", label: "Headset" },
    { kind: "audiooutput", deviceId: "s", label: "Speakers" },
  ];
  document.body.innerHTML = "";
  location.hash = "";
});

describe("the microphone page", () => {
  const open = async (): Promise<void> => {
    mount(Page, { attachTo: document.body });
    await vi.waitFor(() => expect(all("status")).toHaveLength(1));
  };
  const says = (words: string) =>
    vi.waitFor(() => expect(one("status").textContent).toContain(words));

  it("asks when its button is pressed, releases the stream and closes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    answer = (chrome) => chrome.become("granted");
    await open();
    await says("Choose “Allow while visiting the site”");
    await click("button", "Allow microphone");
    await says("The microphone is allowed.");
    expect(stop).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(TABS.remove).toHaveBeenCalledExactlyOnceWith(9);
  });

  it("asks once if its button is pressed twice", async () => {
    const getUserMedia = vi.spyOn(mediaDevices, "getUserMedia");
    getUserMedia.mockReturnValue(new Promise(() => {}));
    await open();
    await click("button", "Allow microphone");
    await says("Chrome is asking you now");
    await click("button", "Allow microphone");
    expect(getUserMedia).toHaveBeenCalledOnce();
  });

  it.each([
    ["NotAllowedError", "Permission dismissed", "prompt", "closed without an answer"],
    ["NotAllowedError", "Permission denied by system", "prompt", "Your computer does not let"],
    ["NotFoundError", "Requested device not found", "prompt", "No microphone was found."],
    ["NotReadableError", "Could not start audio source", "granted", "did not open"],
  ] as const)("explains %s, %s, and can ask again", async (name, message, state, sentence) => {
    answer = (chrome) => {
      chrome.become(state);
      throw new DOMException(message, name);
    };
    await open();
    await click("button", "Allow microphone");
    await says(sentence);
    expect(document.activeElement).toBe(one("button", "Try again"));
    answer = (chrome) => chrome.become("granted");
    await click("button", "Try again");
    await says("The microphone is allowed.");
  });

  it("explains how to undo a refusal, opens the settings, and notices the change", async () => {
    answer = (chrome) => {
      chrome.become("denied");
      throw new DOMException("Permission denied", "NotAllowedError");
    };
    await open();
    await click("button", "Allow microphone");
    await says("because it was refused before");
    expect(all("listitem").map((item) => item.textContent)).toEqual([
      "Press the button below. It opens what Chrome has set for Earshot.",
      "Next to Microphone, choose Allow.",
      "Come back to this page. It notices by itself.",
    ]);
    await click("button", "Open Chrome’s settings");
    const site = encodeURIComponent(location.origin);
    expect(TABS.create).toHaveBeenCalledExactlyOnceWith({
      url: `chrome://settings/content/siteDetails?site=${site}`,
    });
    permission.become("granted");
    await says("The microphone is allowed.");
    permission.become("prompt");
    await says("Press the button");
  });

  it("stays open until the user has come back from the settings and seen the result", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    permission.state = "denied";
    await open();
    await says("because it was refused before");
    permission.become("granted");
    await says("The microphone is allowed.");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(TABS.remove).not.toHaveBeenCalled();
    visibility.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(TABS.remove).toHaveBeenCalledExactlyOnceWith(9);
  });

  it("shows an earlier refusal without asking", async () => {
    permission.state = "denied";
    await open();
    await says("because it was refused before");
  });

  it("stays open as the last tab of its window", async () => {
    permission.state = "granted";
    tabs = [{ id: 9 }];
    await open();
    await says("The microphone is allowed.");
    await click("button", "Close this page");
    expect(TABS.query).toHaveBeenCalled();
    expect(TABS.remove).not.toHaveBeenCalled();
  });

  it("explains that a permission “this time” has ended", async () => {
    location.hash = "#lapsed";
    await open();
    expect(text()).toContain("Chrome had the permission for one time only");
  });
});

describe("useMicrophones", () => {
  let microphones: ReturnType<typeof useMicrophones>;
  const open = async (): Promise<void> => {
    const Panel = defineComponent({
      setup() {
        microphones = useMicrophones();
        return () => h("div");
      },
    });
    mount(Panel);
    await vi.waitFor(() => expect(microphones.permission).not.toBeNull());
  };
  const names = () => microphones.devices.map(({ label }) => label);

  it("lists real devices once Chrome allows it", async () => {
    await open();
    expect(microphones.permission).toBe("prompt");
    expect(names()).toEqual([]);
    permission.become("granted");
    await vi.waitFor(() => expect(microphones.devices).toEqual([D, H]));
  });

  it("follows devices that come and go", async () => {
    permission.state = "granted";
    await open();
    await vi.waitFor(() => expect(names()).toEqual(["Desk", "Headset"]));
    devices = devices.filter(({ deviceId }) => deviceId !== "h");
    mediaDevices.dispatchEvent(new Event("devicechange"));
    await vi.waitFor(() => expect(names()).toEqual(["Desk"]));
  });

  it("lists no devices when a permission “this time” has ended", async () => {
    permission.state = "granted";
    await open();
    await vi.waitFor(() => expect(names()).toHaveLength(2));
    expect(microphones.hasLapsed).toBe(false);
    permission.become("prompt");
    await vi.waitFor(() => expect(names()).toEqual([]));
    mediaDevices.dispatchEvent(new Event("devicechange"));
    expect(microphones.hasLapsed).toBe(true);
    microphones.openPermissionPage();
    await vi.waitFor(() =>
      expect(TABS.create).toHaveBeenCalledWith({ url: `${PAGE}#lapsed`, openerTabId: 7 }),
    );
  });

  it("opens the microphone page, and the same one again", async () => {
    await open();
    microphones.openPermissionPage();
    await vi.waitFor(() =>
      expect(TABS.create).toHaveBeenCalledExactlyOnceWith({ url: PAGE, openerTabId: 7 }),
    );
    openPages = [{ documentUrl: `${PAGE}#lapsed`, tabId: 9, windowId: 1 }];
    microphones.openPermissionPage();
    await vi.waitFor(() => expect(TABS.update).toHaveBeenCalledWith(9, { active: true }));
    expect(TABS.create).toHaveBeenCalledOnce();
  });
});

const D = { deviceId: "d", label: "Desk" };
const H = { deviceId: "h", label: "Headset" };
