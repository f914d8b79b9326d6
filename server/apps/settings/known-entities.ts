import type { Entity } from "../../../app-definitions/definition.ts";
import type { Context } from "../../http/context.ts";
import { invalid } from "./named-parts.ts";

/**
 * Refuses users, groups and organisations that do not exist: a right for nobody is a slip of the pen. Fields are the
 * definition's own business.
 *
 * @throws Failure input/invalid with the place of the first unknown code
 */
export function requireKnownEntities(
  { directory }: Pick<Context, "directory">,
  lines: readonly { entity: Entity | { type: "CUSTOM_FIELD"; code: string } }[],
  path: string,
): void {
  for (const [at, { entity }] of lines.entries()) {
    const code = entity.code ?? "";
    const isKnown =
      (entity.type === "USER" && directory.userByCode(code) !== undefined) ||
      (entity.type === "GROUP" && directory.groupByCode(code) !== undefined) ||
      (entity.type === "ORGANIZATION" && directory.organizationByCode(code) !== undefined) ||
      !["USER", "GROUP", "ORGANIZATION"].includes(entity.type);
    if (!isKnown) throw invalid(`${path}[${at}].entity.code`, "not-known", { code });
  }
}
