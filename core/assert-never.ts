/** Ends a `switch` over a union: the compiler refuses a forgotten member, and bytes that lie about their type throw. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
