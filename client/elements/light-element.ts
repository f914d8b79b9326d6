import { LitElement } from "lit";

/** An element that renders into the page itself, so that labels, error links, global styles and tests reach its controls. */
export class LightElement extends LitElement {
  protected override createRenderRoot() {
    return this;
  }

  /** Fires an event that travels up to the page. */
  protected fire(name: string, detail?: unknown) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
