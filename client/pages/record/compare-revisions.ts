import type { Change, FieldRights, History } from "../../wire.ts";

type Revision = History["revisions"][number];

const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * The fields that differ between two revisions, each with its value then and later, in the order in which they changed.
 *
 * @param revisions - newest first, without a hole between the two
 */
export function changesBetween(revisions: readonly Revision[], from: string, to: string): Change[] {
  const later = revisions.filter(
    ({ revision, kind }) => Number(revision) > Number(from) && Number(revision) <= Number(to) && kind !== "deleted",
  );
  const changes = new Map<string, Change>();
  // A deleted record came back as it was, so that its emptying and its return are none.
  for (const { changes: own } of [...later].reverse()) {
    for (const change of own) {
      const first = changes.get(change.code);
      changes.set(change.code, { ...change, before: first ? first.before : change.before });
    }
  }
  return [...changes.values()].filter(({ before, after }) => !isSame(before, after));
}

/** What restoring a revision would do: fields that change back, and fields that stay because they are not the viewer's. */
export interface Restoring {
  changes: Change[];
  kept: Change[];
}

/** @param rights - what the viewer may edit on the record today */
export function restoringOf(revisions: readonly Revision[], revision: string, rights: FieldRights): Restoring {
  const newest = revisions[0]?.revision ?? revision;
  const back = changesBetween(revisions, revision, newest).map(({ before, after, ...change }) => ({
    ...change,
    before: after,
    after: before,
  }));
  // Consents are a record of what people did, no values: they stay.
  const mayRestore = ({ code, type }: Change) => rights[code]?.editable === true && type !== "CONSENT";
  return { changes: back.filter(mayRestore), kept: back.filter((change) => !mayRestore(change)) };
}
