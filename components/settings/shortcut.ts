/** A keyboard shortcut as Chrome tells of it. */
export interface Shortcut {
  readonly name: string;
  /** What it does, in words. */
  readonly description: string;
  /** As it is written on this computer, such as Alt+Shift+S; empty where none is set. */
  readonly keys: string;
}
