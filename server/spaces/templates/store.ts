import type { AppDefinition } from "../../../app-definitions/definition.ts";
import type { Transaction } from "../../database.ts";
import type { SpaceMember, SpaceSettings } from "../store.ts";

/** What a template keeps of a space. */
export interface TemplateContent {
  readonly settings: Partial<SpaceSettings>;
  readonly threads: readonly { name: string; body: string }[];
  /** Portable, the apps of the space among themselves by their former codes. */
  readonly apps: readonly AppDefinition[];
}

export interface TemplateRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly content: TemplateContent;
  readonly created_at: Date;
  readonly created_by: number | null;
}

const columns = "id, name, description, content, created_at, created_by";

/** Every template that is not removed, the newest first. */
export function readTemplates(tx: Transaction): Promise<TemplateRow[]> {
  return tx.rows<TemplateRow>(`select ${columns} from space_template where removed_at is null order by id desc`);
}

/** The template of this id. */
export async function findTemplate(tx: Transaction, id: string): Promise<TemplateRow | undefined> {
  const [row] = await tx.rows<TemplateRow>(
    `select ${columns} from space_template where id = $1 and removed_at is null`,
    [id],
  );
  return row;
}

/** Keeps a template and returns its id. */
export async function insertTemplate(
  tx: Transaction,
  { name, description, content, by }: Pick<TemplateRow, "name" | "description" | "content"> & { by: number },
  at: Date,
): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `insert into space_template (name, description, content, created_at, created_by)
     values ($1, $2, $3, $4, $5) returning id`,
    [name, description, JSON.stringify(content), at, by],
  );
  return row!.id;
}

/** Takes a template away; its row stays. */
export async function removeTemplate(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute("update space_template set removed_at = $2 where id = $1", [id, at]);
}

/** Makes a space and returns its id; its code is made of its id. */
export async function insertSpace(
  tx: Transaction,
  { name, settings, members, by }: { name: string; settings: object; members: readonly SpaceMember[]; by: number },
  at: Date,
): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `with next as (select nextval(pg_get_serial_sequence('space', 'id')) as id)
     insert into space (id, code, name, definition, settings, members, created_at, created_by, updated_at, updated_by)
     overriding system value select id, 'space-' || id, $1, '{}', $2, $3, $4, $5, $4, $5 from next returning id`,
    [name, JSON.stringify(settings), JSON.stringify(members), at, by],
  );
  return row!.id;
}

/** Takes a space away whose apps could not be deployed, and them with it. */
export async function discardSpace(tx: Transaction, space: string, by: number, at: Date): Promise<void> {
  await tx.execute(
    `with apps as (update app set removed_at = $3 where space_id = $1 and revision = 0 returning id),
       drafts as (delete from app_draft where app_id in (select id from apps))
     update space set removed_at = $3, updated_at = $3, updated_by = $2 where id = $1`,
    [space, by, at],
  );
}
