import { autoUpdate, computePosition, flip, offset, shift } from "@floating-ui/dom";
import { html, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { isIme } from "../is-ime.ts";
import { uniqueId } from "../unique-id.ts";
import { LightElement } from "./light-element.ts";

/**
 * A button that opens a list of links and buttons (`<li>`s); arrows walk through it, Escape closes.
 * The position is set through the style object, which the content security policy allows.
 */
@customElement("menu-button")
export class MenuButton extends LightElement {
  @property({ attribute: false }) face: TemplateResult | string = "";
  @property() look = "button";
  @property({ attribute: false }) items: TemplateResult = html``;
  @query("button") private opener?: HTMLButtonElement;
  @query("ul") private list?: HTMLUListElement;
  @state() private isOpen = false;
  #id = uniqueId("menu");
  #stopPlacing: (() => void) | undefined;

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stopPlacing?.();
  }

  private place = async () => {
    if (!this.opener || !this.list) return;
    const { x, y } = await computePosition(this.opener, this.list, {
      strategy: "fixed",
      placement: "bottom-end",
      middleware: [offset(4), flip(), shift({ padding: 8 })],
    });
    Object.assign(this.list.style, { left: `${x}px`, top: `${y}px` });
  };

  private onToggle(event: ToggleEvent) {
    this.isOpen = event.newState === "open";
    this.#stopPlacing?.();
    if (!this.isOpen || !this.opener || !this.list) return;
    this.#stopPlacing = autoUpdate(this.opener, this.list, this.place);
    this.list.querySelector<HTMLElement>("a, button")?.focus();
  }

  private onKey(event: KeyboardEvent) {
    if (isIme(event) || !this.isOpen) return;
    const items = [...(this.list?.querySelectorAll<HTMLElement>("a, button:not(:disabled)") ?? [])];
    const place = items.indexOf(document.activeElement as HTMLElement);
    const goals: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: items.length - 1 };
    const goal = goals[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      items.at(goal % items.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      this.list?.hidePopover();
      if (event.key === "Escape") {
        event.stopPropagation();
        this.opener?.focus();
      }
    }
  }

  protected override render() {
    return html`<div class="menu" @keydown=${this.onKey}>
      <button
        type="button"
        class=${this.look}
        popovertarget=${this.#id}
        aria-expanded=${this.isOpen}
        aria-controls=${this.#id}
      >
        ${this.face}
      </button>
      <ul class="menu-list" id=${this.#id} popover @toggle=${this.onToggle} @click=${() => this.list?.hidePopover()}>
        ${this.items}
      </ul>
    </div>`;
  }
}
