import type { AppDefinition } from "../../../app-definitions/definition.ts";
import type { PhysicalApp, Unfilled } from "../deployed-app.ts";
import { optionEntries } from "../option-entries.ts";
import { allFields } from "./compare-definitions.ts";
import type { LiveRevision } from "./plan-deploy.ts";

/**
 * What the records of a live app will not hold yet when the new revision is published; undefined when nothing is missing.
 * What an earlier deploy left unfilled stays so until its job has ended.
 *
 * @param revivesWords - a searchable field comes back, whose words may be gone from the search rows
 * @param madeRows - ids of the SUBTABLEs whose projections are made or widened
 */
export function unfilledBy(
  live: LiveRevision,
  definition: AppDefinition,
  physical: PhysicalApp,
  revivesWords: boolean,
  madeRows: readonly number[],
): Unfilled | undefined {
  const old = live.physical.unfilled;
  const before = new Set(shownThrough(live.definition).map((code) => live.physical.fields[code]));
  const needsAcl = shownThrough(definition).some((code) => !before.has(physical.fields[code]));
  const status = definition.process.enable ? (old?.status ?? firstState(live, definition, physical)) : undefined;
  const rows = [...new Set([...madeRows, ...(old?.rows ?? [])])].filter((id) => physical.projections?.[id]);
  const unfilled: Unfilled = {
    ...((needsAcl || old?.acl) && { acl: true }),
    ...((revivesWords || old?.search) && { search: true }),
    ...(status !== undefined && { status }),
    ...(rows.length > 0 && { rows }),
  };
  return Object.keys(unfilled).length === 0 ? undefined : unfilled;
}

/** Codes of the fields through which record rights show records to people, organisations or groups. */
function shownThrough({ recordAcl }: AppDefinition): readonly string[] {
  return recordAcl.rights.flatMap(({ entities }) =>
    entities.flatMap(({ entity, viewable }) => (viewable && entity.type === "FIELD_ENTITY" ? (entity.code ?? []) : [])),
  );
}

/** Where records stand that are older than the process; undefined while the process has been on already. */
function firstState(live: LiveRevision, definition: AppDefinition, { options }: PhysicalApp): number | undefined {
  const status = [...allFields(definition).values()].find(({ type }) => type === "STATUS");
  if (live.definition.process.enable || !status) return undefined;
  const [first] = optionEntries(status, definition);
  return first && options[status.code]?.[first[0]];
}
