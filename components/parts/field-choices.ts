/** What a labelled choice among some shows, all in sight or one. */
export interface FieldChoices<Value extends string> {
  readonly label: string;
  readonly help: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
}
