/** Address of the panel in a window of its own, which names the window that it belongs to. */

const PARAMETER = "window";

export const panelWindowPath = (windowId: number) =>
  `/sidepanel.html?${PARAMETER}=${windowId}` as const;

/** @returns `null` for a side panel, which belongs to the window around it */
export function ownerWindowId(search: string): number | null {
  const id = Number(new URLSearchParams(search).get(PARAMETER) ?? Number.NaN);
  return Number.isInteger(id) && id > 0 ? id : null;
}
