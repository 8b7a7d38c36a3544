import { LitElement } from 'lit';

/** An element without a shadow: the page's style sheets reach it, and labels may point into it. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): this {
    return this;
  }
}
