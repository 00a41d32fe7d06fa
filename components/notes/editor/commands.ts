/** Commands of the editor, the keys that run them, and the signs that turn into blocks while one types. */

import {
  baseKeymap,
  chainCommands,
  exitCode,
  lift,
  setBlockType,
  toggleMark,
  wrapIn,
} from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import {
  InputRule,
  inputRules,
  textblockTypeInputRule,
  wrappingInputRule,
} from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import type { Attrs, MarkType, Node, NodeType, ResolvedPos } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, type EditorState, type Plugin, TextSelection } from "prosemirror-state";
import { schema } from "./schema.ts";

const { nodes, marks } = schema;

/** The headings of a note's sections. */
const SECTION = { level: 2 };

export const COMMANDS = {
  undo,
  redo,
  heading: toggleHeading,
  bold: toggleMark(marks.strong),
  italic: toggleMark(marks.em),
  bullets: toggleList(nodes.bullet_list),
  numbers: toggleList(nodes.ordered_list),
  tasks: toggleTasks,
  quote: toggleQuote,
  code: toggleMark(marks.code),
} satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;

/** @returns the commands whose kind of text the selection is in */
export const activeCommands = (state: EditorState): ReadonlySet<CommandName> =>
  new Set((Object.keys(IS_ACTIVE) as CommandName[]).filter((name) => IS_ACTIVE[name]?.(state)));

const IS_ACTIVE: Readonly<Partial<Record<CommandName, (state: EditorState) => boolean>>> = {
  heading: ({ selection }) => selection.$from.parent.type === nodes.heading,
  bold: (state) => hasMark(state, marks.strong),
  italic: (state) => hasMark(state, marks.em),
  code: (state) => hasMark(state, marks.code),
  bullets: ({ selection }) =>
    listAround(selection.$from)?.type === nodes.bullet_list && !isTask(selection.$from),
  numbers: ({ selection }) => listAround(selection.$from)?.type === nodes.ordered_list,
  tasks: ({ selection }) => isTask(selection.$from),
  quote: ({ selection }) => depthOf(selection.$from, nodes.blockquote) !== null,
};

function hasMark({ selection, storedMarks, doc }: EditorState, type: MarkType): boolean {
  if (selection.empty) return type.isInSet(storedMarks ?? selection.$from.marks()) !== undefined;
  return doc.rangeHasMark(selection.from, selection.to, type);
}

/** Depth of the innermost node of this type, or null. */
function depthOf($position: ResolvedPos, type: NodeType): number | null {
  for (let depth = $position.depth; depth > 0; depth--)
    if ($position.node(depth).type === type) return depth;
  return null;
}

const itemAround = ($position: ResolvedPos): Node | null => {
  const depth = depthOf($position, nodes.list_item);
  return depth === null ? null : $position.node(depth);
};

const listAround = ($position: ResolvedPos): Node | null => {
  const depth = depthOf($position, nodes.list_item);
  return depth === null ? null : $position.node(depth - 1);
};

const isTask = ($position: ResolvedPos): boolean => {
  const item = itemAround($position);
  return item !== null && item.attrs["checked"] !== null;
};

function toggleHeading(...[state, dispatch]: Parameters<Command>): boolean {
  const isHeading = state.selection.$from.parent.type === nodes.heading;
  const command = isHeading ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, SECTION);
  return command(state, dispatch);
}

function toggleQuote(...[state, dispatch]: Parameters<Command>): boolean {
  const isQuoted = depthOf(state.selection.$from, nodes.blockquote) !== null;
  return (isQuoted ? lift : wrapIn(nodes.blockquote))(state, dispatch);
}

/** Makes a list, turns one kind into the other, or takes the item out of its list. */
function toggleList(type: NodeType): Command {
  return (state, dispatch, view) => {
    const { $from } = state.selection;
    const depth = depthOf($from, nodes.list_item);
    if (depth === null) return wrapInList(type)(state, dispatch, view);
    if (isTask($from)) return changeItems(state, dispatch, null, type);
    if ($from.node(depth - 1).type === type)
      return liftListItem(nodes.list_item)(state, dispatch, view);
    dispatch?.(state.tr.setNodeMarkup($from.before(depth - 1), type));
    return true;
  };
}

/** Gives the selected items a check box, or takes it away. Text outside of lists becomes a list first. */
function toggleTasks(...[state, dispatch]: Parameters<Command>): boolean {
  const { $from } = state.selection;
  if (itemAround($from)) return changeItems(state, dispatch, isTask($from) ? null : false);
  return wrapInList(nodes.bullet_list)(state, (transaction) => {
    const listed = state.apply(transaction);
    changeItems(
      listed,
      (change) => {
        for (const step of change.steps) transaction.step(step);
      },
      false,
    );
    dispatch?.(transaction);
  });
}

function changeItems(
  state: EditorState,
  dispatch: Parameters<Command>[1],
  checked: boolean | null,
  listType: NodeType | null = null,
): boolean {
  const { $from, from, to } = state.selection;
  const { tr } = state;
  const depth = depthOf($from, nodes.list_item);
  if (depth === null) return false;
  state.doc.nodesBetween(from, to, (node, position) => {
    // Lists around the innermost one of the selection stay as they are.
    if (node.type === nodes.list_item && position >= $from.before(depth))
      tr.setNodeMarkup(position, null, { checked });
  });
  if (listType) tr.setNodeMarkup($from.before(depth - 1), listType);
  dispatch?.(tr);
  return true;
}

/** Ticks or unticks the task around the caret. */
const tick: Command = ({ selection: { $from }, tr }, dispatch) => {
  const depth = depthOf($from, nodes.list_item);
  if (depth === null || !isTask($from)) return false;
  dispatch?.(
    tr.setNodeMarkup($from.before(depth), null, { checked: !$from.node(depth).attrs["checked"] }),
  );
  return true;
};

/** Enter in a list: the new item is a task if this one is, and is not done. */
const splitItem: Command = (state, dispatch, view) => {
  const attrs: Attrs = { checked: isTask(state.selection.$from) ? false : null };
  return splitListItem(nodes.list_item, attrs)(state, dispatch, view);
};

/** Enter in a table goes to the next cell: a cell holds one line. */
const nextCell: Command = ({ selection: { $from }, doc, tr }, dispatch) => {
  const depth = depthOf($from, nodes.table_cell);
  if (depth === null) return false;
  const $after = doc.resolve($from.after(depth));
  dispatch?.(tr.setSelection(TextSelection.near($after, 1)).scrollIntoView());
  return true;
};

const breakLine: Command = (state, dispatch) => {
  if (depthOf(state.selection.$from, nodes.table_cell) !== null) return true;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
};

/** Shortcuts that the buttons show. `Mod` is Ctrl, or Cmd on a Mac. */
export const KEYS: Readonly<Partial<Record<CommandName, string>>> = {
  undo: "Mod-z",
  redo: "Mod-y",
  bold: "Mod-b",
  italic: "Mod-i",
  code: "Mod-e",
  heading: "Mod-Alt-2",
  numbers: "Mod-Shift-7",
  bullets: "Mod-Shift-8",
  tasks: "Mod-Shift-9",
};

export function editingPlugins(leave: () => void, save: () => void): readonly Plugin[] {
  const shortcuts = Object.fromEntries(
    Object.entries(KEYS).map(([name, key]) => [key, COMMANDS[name as CommandName]]),
  );
  const always =
    (act: () => void): Command =>
    () => {
      act();
      return true;
    };
  return [
    inputRules({ rules: typedSigns() }),
    keymap({
      ...shortcuts,
      "Mod-Shift-z": redo,
      "Mod-Enter": tick,
      "Mod-s": always(save),
      Escape: always(leave),
      // Tab leaves the editor, as everywhere in the panel.
      "Mod-]": sinkListItem(nodes.list_item),
      "Mod-[": liftListItem(nodes.list_item),
      "Shift-Enter": chainCommands(exitCode, breakLine),
      Enter: chainCommands(nextCell, splitItem),
    }),
    keymap(baseKeymap),
    history(),
  ];
}

const typedSigns = (): readonly InputRule[] => [
  textblockTypeInputRule(/^(#{1,6})\s$/, nodes.heading, ([, signs = "#"]) => ({
    level: signs.length,
  })),
  textblockTypeInputRule(/^```$/, nodes.code_block),
  wrappingInputRule(/^>\s$/, nodes.blockquote),
  wrappingInputRule(/^[-+*]\s$/, nodes.bullet_list),
  wrappingInputRule(/^(\d{1,9})[.)]\s$/, nodes.ordered_list, ([, order]) => ({
    order: Number(order),
  })),
  // A check box at the beginning of a list item.
  new InputRule(/^\[([ xX]?)\]\s$/, (state, [, sign = ""], start, end) => {
    const $start = state.doc.resolve(start);
    const depth = depthOf($start, nodes.list_item);
    if (depth === null || $start.index(depth) > 0) return null;
    const checked = sign.toLowerCase() === "x";
    return state.tr.delete(start, end).setNodeMarkup($start.before(depth), null, { checked });
  }),
];
