import type { Transaction } from "../../database.ts";
import type { ChosenLanguage } from "../directory.ts";

export interface SessionAnswerRow {
  readonly csrf_token: string | null;
  readonly expires_at: Date | null;
  readonly must_change_password: boolean;
  readonly preferences: Readonly<Record<string, unknown>>;
  readonly device_name: string | null;
  readonly not_after: Date | null;
  readonly unread_to_me: number;
  readonly unread: number;
}

/** What the client asks for first, in one round trip. */
export async function readSessionAnswer(
  tx: Transaction,
  { userId, sessionHash, certificateId }: { userId: number; sessionHash: Buffer | null; certificateId: string | null },
): Promise<SessionAnswerRow> {
  const [row] = await tx.rows<SessionAnswerRow>(
    `select s.csrf_token, s.expires_at, u.must_change_password, u.preferences, c.device_name, c.not_after,
            n.unread_to_me, n.unread
     from user_account u
     left join session s on s.id_hash = $2
     left join certificate c on c.id = $3
     cross join lateral (
       select count(*) filter (where is_to_me)::int as unread_to_me, count(*)::int as unread
       from notification where user_id = u.id and read_at is null) n
     where u.id = $1`,
    [userId, sessionHash, certificateId],
  );
  return row!;
}

export interface Settings {
  readonly locale: ChosenLanguage | null;
  readonly mailNotifications: "none" | "to-me" | "all" | null;
  /** Merged into what is there. */
  readonly preferences: Readonly<Record<string, boolean>>;
}

/** Changes a person's own settings; null keeps what is there. */
export async function updateSettings(tx: Transaction, userId: number, settings: Settings): Promise<void> {
  await tx.execute(
    `update user_account set locale = coalesce($2, locale), mail_notifications = coalesce($3, mail_notifications),
       preferences = preferences || $4::jsonb
     where id = $1`,
    [userId, settings.locale, settings.mailNotifications, JSON.stringify(settings.preferences)],
  );
}
