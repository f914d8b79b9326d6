import type { AppRight, Entity, FieldRight, RecordRight } from "../../../app-definitions/definition.ts";
import { transaction } from "../../database.ts";
import type { Context } from "../../http/context.ts";
import { lateAnswer, type LateAnswer } from "../../http/endpoint.ts";
import { failureOf } from "../drafts/draft-problems.ts";
import { changeDraft, type SettingsInput } from "../drafts/draft.ts";
import { deployAll, requireDeployable } from "./deploy-drafts.ts";
import type { MayName } from "../drafts/may-name.ts";
import { requireKnownEntities } from "./known-entities.ts";
import { carryOver, entityName, invalid, pick, repeated } from "./named-parts.ts";

type Line = { entity: Entity; includeSubs?: boolean };

/** kintone's own keys of what stands in the three lists of rights. */
const lineKeys = [
  ...["entity", "includeSubs", "appEditable", "recordViewable", "recordAddable", "recordEditable", "recordDeletable"],
  ...["recordImportable", "recordExportable", "filterCond", "entities", "code"],
];

type AppAclInput = SettingsInput & { rights: readonly (Line & Partial<AppRight>)[] };

/** The same write for requests that name the app `id`, as kintone takes it for the app's rights. */
export function namedById<Answer>(write: (context: Context, input: AppAclInput) => Promise<Answer>) {
  return (context: Context, { id = "", app = id, ...rest }: Omit<AppAclInput, "app"> & { app?: string; id?: string }) =>
    write(context, { ...rest, app });
}

/** Replaces the app's rights in the draft. @throws Failure input/invalid for rights that contradict each other */
export async function updateAppAcl(context: Context, input: AppAclInput): Promise<{ revision: string }> {
  const rights = input.rights.map((right, at): AppRight => {
    const read = {
      ...readLine(right),
      ...{ appEditable: right.appEditable ?? false, recordViewable: right.recordViewable ?? false },
      ...{ recordAddable: right.recordAddable ?? false, recordEditable: right.recordEditable ?? false },
      ...{ recordDeletable: right.recordDeletable ?? false, recordImportable: right.recordImportable ?? false },
      recordExportable: right.recordExportable ?? false,
    };
    const needsView = read.recordEditable || read.recordDeletable || read.recordExportable;
    if (needsView && !read.recordViewable) throw invalid(`rights[${at}].recordViewable`, "required-parameter");
    if (read.recordImportable && !read.recordAddable)
      throw invalid(`rights[${at}].recordAddable`, "required-parameter");
    return read;
  });
  checkLines(rights, "rights");
  const { revision } = await changeDraft(context, input, "appAcl", ({ definition }, mayName) => {
    requireKnownEntities(mayName, rights, "rights");
    const carried = carryOver(rights, definition.appAcl.rights, lineKeys, entityName);
    return { definition: { ...definition, appAcl: { ...definition.appAcl, rights: carried } } };
  });
  return { revision };
}

/** Replaces the rights on records in the draft. @throws Failure input/invalid, field/unknown */
export async function updateRecordAcl(
  context: Context,
  input: SettingsInput & {
    rights: readonly { filterCond?: string; entities: readonly (Line & Partial<RecordRight["entities"][number]>)[] }[];
  },
): Promise<{ revision: string }> {
  const rights = input.rights.map(({ filterCond = "", entities }, at): RecordRight => {
    const path = `rights[${at}].entities`;
    checkLines(entities, path);
    return {
      filterCond,
      entities: entities.map((line, i) => {
        const { viewable = false, editable = false, deletable = false } = line;
        if ((editable || deletable) && !viewable) throw invalid(`${path}[${i}].viewable`, "required-parameter");
        return { ...readLine(line), viewable, editable, deletable };
      }),
    };
  });
  const { revision } = await changeDraft(context, input, "recordAcl", ({ definition }, mayName) => {
    requireKnownIn(mayName, rights);
    const carried = carryOver(rights, definition.recordAcl.rights, lineKeys, ({ filterCond }) => filterCond);
    return { definition: { ...definition, recordAcl: { ...definition.recordAcl, rights: carried } } };
  });
  return { revision };
}

/** Replaces the rights on fields in the draft. @throws Failure input/invalid, field/unknown */
export async function updateFieldAcl(
  context: Context,
  input: SettingsInput & {
    rights: readonly { code: string; entities: readonly (Line & { accessibility: "READ" | "WRITE" | "NONE" })[] }[];
  },
): Promise<{ revision: string }> {
  const rights = input.rights.map(({ code, entities }, at): FieldRight => {
    checkLines(entities, `rights[${at}].entities`);
    return { code, entities: entities.map((line) => ({ accessibility: line.accessibility, ...readLine(line) })) };
  });
  const codes = rights.map(({ code }) => code);
  const twice = codes.findIndex((code, at) => codes.indexOf(code) < at);
  if (twice >= 0) throw repeated(`rights[${twice}].code`, codes[twice]!);
  const { revision } = await changeDraft(context, input, "fieldAcl", ({ definition }, mayName) => {
    requireKnownIn(mayName, rights);
    const carried = carryOver(rights, definition.fieldAcl.rights, lineKeys, ({ code }) => code);
    return { definition: { ...definition, fieldAcl: { ...definition.fieldAcl, rights: carried } } };
  });
  return { revision };
}

/**
 * The same write on the live path: everything that waits in the draft goes live with it, as on kintone.
 *
 * @throws Failure what `update` throws; input/invalid when the draft as a whole cannot be deployed (it stays a draft)
 */
export function deployedAtOnce<Input extends SettingsInput>(
  update: (context: Context, input: Input) => Promise<{ revision: string }>,
) {
  return async (context: Context, input: Input): Promise<LateAnswer> => {
    const answer = await update(context, input);
    return lateAnswer(async () => {
      const asked = [{ app: input.app, revision: answer.revision }];
      const drafts = await transaction(context.platform.database.web, (tx) =>
        requireDeployable({ ...context, tx }, asked),
      );
      const problems = await deployAll(context, drafts);
      if (problems.length > 0) throw failureOf(problems);
      return answer;
    });
  };
}

function readLine({ entity, includeSubs = false }: Line): { entity: Entity; includeSubs: boolean } {
  return {
    entity: entity.type === "CREATOR" ? { type: "CREATOR", code: null } : pick(entity, ["type", "code"]),
    includeSubs,
  };
}

function requireKnownIn(mayName: MayName, rights: readonly { entities: readonly Line[] }[]): void {
  rights.forEach(({ entities }, at) => requireKnownEntities(mayName, entities, `rights[${at}].entities`));
}

function checkLines(lines: readonly Line[], path: string): void {
  lines.forEach(({ entity, includeSubs }, at) => {
    const mayHaveSubs = entity.type === "ORGANIZATION" || entity.type === "FIELD_ENTITY";
    if (includeSubs && !mayHaveSubs) throw invalid(`${path}[${at}].includeSubs`, "not-enum");
    const isRepeated =
      lines.findIndex((one) => one.entity.type === entity.type && one.entity.code === entity.code) < at;
    if (isRepeated) throw repeated(`${path}[${at}].entity`, entity.code ?? entity.type);
  });
}
