import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get, send } from "../api.ts";
import "../elements/comment-thread.ts";
import type { CommentThread } from "../elements/comment-thread.ts";
import { problemWords } from "../elements/page-problem.ts";
import "../elements/form-field.ts";
import "../elements/safe-html.ts";
import { t } from "../messages/text.ts";
import { Query, queryClient } from "../query.ts";
import { knownSession } from "../session.ts";
import type { Thread } from "../wire.ts";
import { Page } from "./page.ts";

/** A thread of the space: what it is about, and what people say. */
@customElement("thread-page")
export class ThreadPage extends Page {
  @state() private isSending = false;
  @state() private error = "";
  #thread = new Query<Thread>(this, () => ({
    key: ["thread", this.threadId],
    read: () => get<Thread>("/portal/v1/thread.json", { id: this.threadId }),
  }));

  private get threadId(): string {
    return this.route?.params["thread"] ?? "";
  }

  protected override pageTitle() {
    return this.#thread.error ? t("problem.title") : this.#thread.data?.name;
  }

  private async post({ detail, target }: CustomEvent<{ text: string; mentions: unknown[] }>) {
    this.isSending = true;
    this.error = "";
    try {
      await send("POST", "/portal/v1/thread/comment.json", { thread: this.threadId, ...detail });
      (target as CommentThread).clearDraft();
      await queryClient.invalidateQueries({ queryKey: ["thread", this.threadId] });
    } catch (error) {
      this.error = problemWords(error as Error);
    } finally {
      this.isSending = false;
    }
  }

  protected override render() {
    const { data, error } = this.#thread;
    if (error)
      return html`<h1 tabindex="-1">${t("problem.title")}</h1>
        <page-problem .error=${error}></page-problem>`;
    if (!data) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    return html`<nav aria-label=${t("app.crumbs")}>
        <ol class="crumbs">
          <li><a href="/">${t("header.home")}</a></li>
        </ol>
      </nav>
      <div class="page-head"><h1 tabindex="-1">${data.name}</h1></div>
      <div class="stack thread-page">
        <safe-html .html=${data.body}></safe-html>
        <comment-thread
          mayPost
          .comments=${[...data.comments].sort((a, b) => Number(b.id) - Number(a.id))}
          .isSending=${this.isSending}
          .error=${this.error}
          .target=${this.route.query.get("comment") ?? ""}
          .draftKey=${`thread/${knownSession()?.user.id}/${this.threadId}`}
          @comment-post=${this.post}
        ></comment-thread>
      </div>`;
  }
}
