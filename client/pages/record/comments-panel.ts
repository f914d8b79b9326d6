import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { get, send } from "../../api.ts";
import "../../elements/comment-thread.ts";
import type { CommentThread } from "../../elements/comment-thread.ts";
import { LightElement } from "../../elements/light-element.ts";
import { problemWords } from "../../elements/page-problem.ts";
import { t } from "../../messages/text.ts";
import { findMentionables } from "../../people.ts";
import { Query, queryClient } from "../../query.ts";
import { knownSession } from "../../session.ts";
import type { Comment, Comments, Watchers } from "../../wire.ts";

/** Who can see a record, in one line. */
export function watcherWords({ organizations, groups, others }: Watchers): string {
  // The built-in group has a name in each language; all others have the one that they were given.
  const names = [...groups, ...organizations].map(({ code, name }) =>
    code === "everyone" ? t("record.everyone") : name,
  );
  return [...names, ...(others > 0 ? [t("record.others", { n: others })] : [])].join(t("record.list-comma"));
}

/** The thread of a record: reads, posts and deletes its comments. */
@customElement("comments-panel")
export class CommentsPanel extends LightElement {
  @property() app = "";
  @property() record = "";
  @property() target = "";
  @property({ attribute: false }) watchers: Watchers | undefined;
  @state() private older: readonly Comment[] = [];
  @state() private hasOlder: boolean | undefined;
  @state() private isSending = false;
  @state() private error = "";
  #comments = new Query<Comments>(this, () => ({
    key: ["record", this.app, this.record, "comments"],
    read: () => this.read(),
  }));

  private read(before?: string) {
    return get<Comments>("/portal/v1/comments.json", { app: this.app, record: this.record, before, limit: 50 });
  }

  private get all(): Comment[] {
    const known = new Map(
      [...this.older, ...(this.#comments.data?.comments ?? [])].map((comment) => [comment.id, comment]),
    );
    return [...known.values()].sort((a, b) => Number(b.id) - Number(a.id));
  }

  protected override updated() {
    const target = this.target;
    const isMissing = target !== "" && this.#comments.data && !this.all.some(({ id }) => id === target);
    if (isMissing && (this.hasOlder ?? this.#comments.data?.older)) void this.readOlder();
  }

  private async readOlder() {
    const before = this.all.at(-1)?.id;
    this.hasOlder = false;
    const page = await this.read(before);
    this.older = [...this.older, ...page.comments];
    this.hasOlder = page.older;
  }

  private async post({ detail, target }: CustomEvent<{ text: string; mentions: unknown[] }>) {
    const thread = target as CommentThread;
    this.isSending = true;
    this.error = "";
    try {
      await send("POST", "/k/v1/record/comment.json", { app: this.app, record: this.record, comment: detail });
      thread.clearDraft();
      await queryClient.invalidateQueries({ queryKey: ["record", this.app, this.record, "comments"] });
    } catch (error) {
      this.error = problemWords(error as Error);
    } finally {
      this.isSending = false;
    }
  }

  private async askRemove({ detail: comment }: CustomEvent<string>) {
    try {
      await send("DELETE", "/k/v1/record/comment.json", { app: this.app, record: this.record, comment });
      this.older = this.older.filter(({ id }) => id !== comment);
      await queryClient.invalidateQueries({ queryKey: ["record", this.app, this.record, "comments"] });
    } catch (error) {
      this.error = problemWords(error as Error);
    }
  }

  protected override render() {
    const { data, error } = this.#comments;
    if (error) return html`<page-problem .error=${error}></page-problem>`;
    return html`<div class="stack">
      ${
        data
          ? html`<comment-thread
              .comments=${this.all}
              .older=${this.hasOlder ?? data.older}
              .mayPost=${data.mayPost}
              .isSending=${this.isSending}
              .error=${this.error}
              .target=${this.target}
              .watchers=${this.watchers ? watcherWords(this.watchers) : ""}
              .draftKey=${`comment/${knownSession()?.user.id}/${this.app}/${this.record}`}
              .find=${(words: string) => findMentionables(this.app, this.record, words)}
              @comment-post=${this.post}
              @comment-delete=${this.askRemove}
              @comments-older=${this.readOlder}
            ></comment-thread>`
          : nothing
      }
    </div>`;
  }
}
