/** Vite's import of a worklet as the address of its file. */
declare module "*?worker&url" {
  const address: string;
  export { address as default };
}
