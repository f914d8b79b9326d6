import type { Entity } from "../../../app-definitions/definition.ts";
import type { Context } from "../../http/context.ts";
import type { MayName } from "../drafts/may-name.ts";
import { invalid } from "./named-parts.ts";

/**
 * Refuses users, groups and organisations that do not exist, or not for the viewer: a right for nobody is a slip of the
 * pen. Fields are the definition's own business.
 *
 * @param placeOf - what stands after `path` in the error key of a line
 * @throws Failure input/invalid with the place of the first unknown code
 */
export function requireKnownEntities(
  mayName: MayName,
  lines: readonly { entity: Entity | { type: "CUSTOM_FIELD"; code: string } }[],
  path: string,
  placeOf: (at: number) => string = (at) => `[${at}].entity.code`,
): void {
  for (const [at, { entity }] of lines.entries()) {
    const code = entity.code ?? "";
    if (!mayName({ type: entity.type, code })) throw invalid(`${path}${placeOf(at)}`, "not-known", { code });
  }
}

/** Whether there is such a user, group or organisation at all; what is neither is known by definition. */
export function isKnownEntity(
  { directory }: Pick<Context, "directory">,
  { type, code }: { type: string; code: string },
): boolean {
  if (type === "USER") return directory.userByCode(code) !== undefined;
  if (type === "GROUP") return directory.groupByCode(code) !== undefined;
  return type !== "ORGANIZATION" || directory.organizationByCode(code) !== undefined;
}
