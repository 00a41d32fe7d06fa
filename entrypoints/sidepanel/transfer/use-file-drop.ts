/** Takes files that are dropped anywhere on the panel, and keeps Chrome from opening them in its place. */

import { onScopeDispose, ref } from "vue";

interface FileDropOptions {
  /** Files can be imported now, and the view shown is one to drop them on. */
  readonly mayDrop: () => boolean;
  /** @param folders names of the folders among what was dropped */
  readonly onDrop: (files: readonly File[], folders: readonly string[]) => void;
}

export function useFileDrop({ mayDrop, onDrop }: FileDropOptions) {
  const isOver = ref(false);

  function onOver(event: DragEvent): void {
    const transfer = filesOf(event);
    if (!transfer) return;
    event.preventDefault();
    isOver.value = mayDrop();
    transfer.dropEffect = isOver.value ? "copy" : "none";
  }

  /** It fires for each element that the pointer leaves. Nothing is entered only outside the panel. */
  function onLeave(event: DragEvent): void {
    if (event.relatedTarget === null) isOver.value = false;
  }

  function onDropped(event: DragEvent): void {
    isOver.value = false;
    const transfer = filesOf(event);
    if (!transfer) return;
    event.preventDefault();
    if (!mayDrop()) return;
    const items = [...transfer.items].filter(({ kind }) => kind === "file");
    const files = items.flatMap((item) => (isFolder(item) ? [] : (item.getAsFile() ?? [])));
    const folders = items.filter(isFolder).map((item) => item.webkitGetAsEntry()?.name ?? "");
    onDrop(files, folders);
  }

  const listening = new AbortController();
  const { signal } = listening;
  window.addEventListener("dragenter", onOver, { signal });
  window.addEventListener("dragover", onOver, { signal });
  window.addEventListener("dragleave", onLeave, { signal });
  window.addEventListener("drop", onDropped, { signal });
  onScopeDispose(() => listening.abort());

  return { isOver };
}

/** @returns `null` if what is dragged is no file, such as selected text */
const filesOf = ({ dataTransfer }: DragEvent): DataTransfer | null =>
  dataTransfer?.types.includes("Files") ? dataTransfer : null;

const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry()?.isDirectory === true;
