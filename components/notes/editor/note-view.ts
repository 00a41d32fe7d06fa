/** Mounts ProseMirror: the chips of citations, the check boxes of tasks, and what is copied. */

import type { Node } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import { EditorView, type NodeView } from "prosemirror-view";
import { watchEffect } from "vue";
import { editingPlugins } from "./commands.ts";
import { schema } from "./schema.ts";

export interface NoteViewOptions {
  readonly doc: Node;
  /** Returns the time of the turn that a citation names, or null if there is none. */
  readonly timeOf: (turnNumber: number) => string | null;
  /** Accessible names. */
  readonly words: {
    readonly label: string;
    readonly done: string;
    readonly removeCitation: (time: string) => string;
  };
  /** Called with each new state. */
  readonly onState: (state: EditorState) => void;
  readonly onLeave: () => void;
  readonly onSave: () => void;
}

export function mountNoteView(place: HTMLElement, options: NoteViewOptions): EditorView {
  const { doc, timeOf, words, onState, onLeave, onSave } = options;
  const chipText = ({ attrs }: Node): string =>
    timeOf(Number(attrs["turnNumber"])) ?? `[${attrs["turnNumber"]}]`;
  const view = new EditorView(place, {
    state: EditorState.create({ doc, plugins: [...editingPlugins(onLeave, onSave)] }),
    attributes: {
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": words.label,
      class: "markdown note",
      dir: "auto",
    },
    nodeViews: {
      citation: (node, editor, position) => chip(() => chipText(node), words, editor, position),
      list_item: (node, editor, position) => item(node, words, editor, position),
    },
    // Numbers of turns mean nothing elsewhere.
    clipboardTextSerializer: ({ content }) =>
      content.textBetween(0, content.size, "\n\n", (leaf) =>
        leaf.type === schema.nodes.citation
          ? chipText(leaf)
          : (leaf.type.spec.leafText?.(leaf) ?? "\n"),
      ),
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      onState(view.state);
    },
  });
  return view;
}

type Words = NoteViewOptions["words"];
type Place = () => number | undefined;

/**
 * A citation as its time, with a button that removes it.
 *
 * @param time reactive, because the transcript may be read later than the notes
 */
function chip(time: () => string, words: Words, view: EditorView, position: Place): NodeView {
  const dom = document.createElement("span");
  dom.className = "citation chip tabular";
  const remove = document.createElement("button");
  remove.type = "button";
  // By keyboard, the arrows select the chip and Delete removes it.
  remove.tabIndex = -1;
  remove.textContent = "×";
  remove.addEventListener("click", () => {
    const at = position();
    if (at === undefined) return;
    view.dispatch(view.state.tr.delete(at, at + 1));
    view.focus();
  });
  const destroy = watchEffect(() => {
    const name = words.removeCitation(time());
    remove.setAttribute("aria-label", name);
    remove.title = name;
    dom.replaceChildren(time(), remove);
  });
  return {
    dom,
    stopEvent: ({ target }) => target === remove,
    ignoreMutation: () => true,
    destroy,
  };
}

/** A list item, with a check box if it is a task. */
function item(first: Node, words: Words, view: EditorView, position: Place): NodeView {
  const dom = document.createElement("li");
  if (first.attrs["checked"] === null) return { dom, contentDOM: dom };
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = first.attrs["checked"] === true;
  // By keyboard, Ctrl+Enter ticks the task around the caret.
  box.tabIndex = -1;
  box.contentEditable = "false";
  box.setAttribute("aria-label", words.done);
  box.addEventListener("change", () => {
    const at = position();
    if (at === undefined) return;
    view.dispatch(view.state.tr.setNodeMarkup(at, null, { checked: box.checked }));
    view.focus();
  });
  const contentDOM = document.createElement("div");
  dom.className = "task";
  dom.append(box, contentDOM);
  return {
    dom,
    contentDOM,
    update(node) {
      if (node.type !== schema.nodes.list_item || node.attrs["checked"] === null) return false;
      box.checked = node.attrs["checked"] === true;
      return true;
    },
    stopEvent: ({ target }) => target === box,
    ignoreMutation: (mutation) => !contentDOM.contains(mutation.target),
  };
}
