/** Transactions whose failure is reported once, by the request that failed. */

/**
 * Marks `done` as handled: if a request fails, its own promise is awaited and `done` never is, so Chrome would report the same failure
 * again as an unhandled rejection.
 *
 * @returns the transaction, whose `done` still rejects if it is awaited
 */
export function handled<Transaction extends { readonly done: Promise<void> }>(
  transaction: Transaction,
): Transaction {
  transaction.done.catch(() => {});
  return transaction;
}
