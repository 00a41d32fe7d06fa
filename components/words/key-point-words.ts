/** Words for key points: the name of each kind, and how many there are. */

import { i18n } from "#i18n";
import { KEY_POINT_KINDS, type KeyPointKind } from "../../core/notes/key-point-lines.ts";

export const keyPointName = (kind: KeyPointKind): string => i18n.t(`keyPoint.${kind}`);

/** For instance "2 decisions · 1 question", or "" for none. */
export function keyPointCounts(points: readonly { readonly kind: KeyPointKind }[]): string {
  const counts = KEY_POINT_KINDS.map(
    (kind) => [kind, points.filter((point) => point.kind === kind).length] as const,
  );
  return counts
    .flatMap(([kind, count]) => (count === 0 ? [] : i18n.t(`keyPoint.count.${kind}`, count)))
    .join(" · ");
}
