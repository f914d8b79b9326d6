import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { showInstant } from "../../app-definitions/field-types/japanese-dates.ts";
import { send } from "../api.ts";
import { LightElement } from "../elements/light-element.ts";
import "../elements/page-problem.ts";
import { locale, t } from "../messages/text.ts";
import { Query } from "../query.ts";

/** What the search found, as far as it is shown. */
interface Hit {
  type: "RECORD" | "RECORD_COMMENT" | "SPACE" | "THREAD" | "THREAD_COMMENT";
  snippets: string[];
  record?: InApp;
  recordComment?: InApp & { commentId: string };
  space?: Made & { spaceName: string };
  thread?: InThread;
  threadComment?: InThread;
}
interface Made {
  createdAt: string;
  creator: { name: string };
}
type InApp = Made & { appId: string; appName: string; recordId: string; recordTitle: string };
type InThread = Made & { threadId: string; threadName: string };

interface Found {
  hits: Hit[];
  nextPageToken: string | null;
}

const pageRows = 10;
/** As many words, and as long ones, as the server takes. */
const [mostWords, longestWord] = [20, 50];

/** The words of a search as the server takes them. */
function keywordsIn(words: string): string[] {
  const all = words.split(/\s+/).filter((word) => word !== "");
  return all.slice(0, mostWords).map((word) => word.slice(0, longestWord));
}

/** What holds the words among things of some kinds, the newest first; more on demand. */
@customElement("search-results")
export class SearchResults extends LightElement {
  @property() words = "";
  @property() heading = "";
  @property({ attribute: false }) types: readonly Hit["type"][] = [];
  @state() private more: Found | undefined;
  @state() private isReading = false;
  #found = new Query<Found>(this, () => ({
    key: ["search", this.words, ...this.types],
    read: () => this.read(),
  }));

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("words")) this.more = undefined;
  }

  private read(pageToken?: string): Promise<Found> {
    const query = [{ operator: "AND", keywords: keywordsIn(this.words) }];
    const { types } = this;
    return send("POST", "/k/v1/search.json", { query, types, limit: pageRows, ...(pageToken && { pageToken }) });
  }

  private async readMore(token: string) {
    if (this.isReading) return;
    this.isReading = true;
    try {
      const { hits, nextPageToken } = await this.read(token);
      this.more = { hits: [...(this.more?.hits ?? []), ...hits], nextPageToken };
    } finally {
      this.isReading = false;
    }
  }

  private renderHit(hit: Hit) {
    const { href, title, place, made } = shownHit(hit);
    return html`<li class="search-hit">
      <a href=${href}>${title}</a>
      <p class="meta">
        ${[place, made.creator.name, showInstant(made.createdAt, locale(), true)].filter(Boolean).join(" ・ ")}
      </p>
      ${hit.snippets.slice(0, 1).map((snippet) => html`<p>${snippet}</p>`)}
    </li>`;
  }

  protected override render() {
    const { data, error } = this.#found;
    if (error) return html`<page-problem .error=${error}></page-problem>`;
    const hits = [...(data?.hits ?? []), ...(this.more?.hits ?? [])];
    const token = (this.more ?? data)?.nextPageToken;
    return html`<section class="section" aria-busy=${!data}>
      <h2>${this.heading}</h2>
      ${data ? nothing : html`<div class="skeleton"></div>`}
      ${data && hits.length === 0 ? html`<p class="hint" role="status">${t("search.none")}</p>` : nothing}
      <ul class="rows">
        ${hits.map((hit) => this.renderHit(hit))}
      </ul>
      ${
        token
          ? html`<button type="button" class="button" ?disabled=${this.isReading} @click=${() => this.readMore(token)}>
              ${t("search.more")}
            </button>`
          : nothing
      }
    </section>`;
  }
}

function shownHit(hit: Hit): { href: string; title: string; place: string; made: Made } {
  const { record, recordComment, thread, threadComment, space } = hit;
  const inApp = record ?? recordComment;
  if (inApp) {
    const comment = recordComment ? `?comment=${recordComment.commentId}` : "";
    const href = `/apps/${inApp.appId}/records/${inApp.recordId}${comment}`;
    return { href, title: inApp.recordTitle, place: inApp.appName, made: inApp };
  }
  const inThread = thread ?? threadComment;
  if (inThread) {
    const href = `/threads/${inThread.threadId}`;
    return { href, title: inThread.threadName, place: t("search.thread"), made: inThread };
  }
  const made = space ?? { createdAt: "", creator: { name: "" }, spaceName: "" };
  return { href: "/", title: made.spaceName, place: "", made };
}
