import type { Context } from "../http/context.ts";

export const hitTypes = [
  ...(["RECORD", "RECORD_COMMENT", "SPACE", "THREAD", "THREAD_COMMENT"] as const),
  ...(["PEOPLE_COMMENT", "MESSAGE_COMMENT", "ATTACHMENT"] as const),
] as const;
export type HitType = (typeof hitTypes)[number];

/** One thing found. */
export interface Hit {
  readonly type: HitType;
  /** When it was made; sorts it. */
  readonly at: Date;
  /** Who made it; null for nobody, or somebody whom the reader does not see. */
  readonly by: number | null;
  readonly url: string;
  readonly snippets: readonly string[];
  /** The rest of kintone's description, under the key that belongs to the type. */
  readonly thing: object;
}

const keys: Partial<Record<HitType, string>> = {
  ...{ RECORD: "record", RECORD_COMMENT: "recordComment", SPACE: "space", THREAD: "thread" },
  THREAD_COMMENT: "threadComment",
};

/** The hit in kintone's shape. */
export function wireHit(context: Pick<Context, "directory">, { type, url, snippets, thing, at, by }: Hit): object {
  const made = { createdAt: at.toISOString(), creator: nameOf(context, by) };
  return { type, url, snippets, [keys[type]!]: { ...thing, ...made } };
}

function nameOf({ directory }: Pick<Context, "directory">, id: number | null): { code: string; name: string } {
  const user = id === null ? undefined : directory.user(id);
  return { code: user?.code ?? "", name: user?.name ?? "" };
}
