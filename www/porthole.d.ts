// Types of porthole.js. Importing it defines <porthole-image>.

/** A section of what is shown, one line (`badge`), or everything (`full`). */
export type PortholeView = "badge" | "full" | "summary" | "platforms" | "layers" | "files" | "referrers" | "history" | "config" | "raw" | "problems";

/** What is verified: nothing is claimed, the documents, or the layers too once the element is visible. */
export type PortholeVerifyScope = "none" | "documents" | "all";

/** What is known of a digest. */
export type PortholeVerdict = "match" | "mismatch" | "unchecked";

/** What an image is. */
export type PortholeKind = "index" | "image" | "artifact" | "schema1";

/** An image is shown. */
export interface PortholeReady {
  /** The reference, in full. */
  reference: string;
  /** The digest of the document that it names; empty if it has none. */
  digest: string;
  kind: PortholeKind;
}

/** What came of a document or layer. */
export interface PortholeDigestVerdict {
  digest: string;
  verdict: PortholeVerdict;
  /** In bytes. */
  size: number;
}

/** A verification of layers has ended. */
export interface PortholeVerified {
  /** `match` only if every layer is what the manifest names. */
  verdict: PortholeVerdict;
  /** How many layers there are. */
  layers: number;
  /** How many of them are verified. */
  verified: number;
}

/** Why nothing is shown, or why a layer could not be read. */
export interface PortholeError {
  /** As `data-code` of a notice; or `cancelled`, which only promises say. */
  code: string;
  message: string;
}

export interface PortholeEventMap {
  /** A question is asked, by whoever: what is told from now on is about this one. */
  "porthole-asked": CustomEvent<Record<string, never>>;
  "porthole-ready": CustomEvent<PortholeReady>;
  "porthole-verdict": CustomEvent<PortholeDigestVerdict>;
  "porthole-verified": CustomEvent<PortholeVerified>;
  "porthole-left": CustomEvent<Record<string, never>>;
  "porthole-error": CustomEvent<PortholeError>;
}

/** `<porthole-image>`. Each property is the attribute of the same name, `unpackLimit` that of `unpack-limit`. */
export interface PortholeImageElement extends HTMLElement {
  image: string;
  /** `os/architecture[/variant]`, or the digest of an image that the index lists. */
  platform: string;
  /** Names of views between blanks; empty if it is missing. */
  view: string;
  digest: string;
  gateways: string;
  loading: "eager" | "lazy";
  theme: "auto" | "light" | "dark";
  permalink: boolean;
  /** In seconds. */
  timeout: number;
  /** In bytes. */
  unpackLimit: number;
  /** The attribute `verify`, whose name is taken by the method. */
  verifyScope: PortholeVerifyScope;

  /** Settled with the answer to the present question. Each question has its own; it is rejected with the code `cancelled` when another is asked. */
  readonly ready: Promise<PortholeReady>;
  /** Shows another image in its place, without changing the attribute. */
  inspect(reference: string): Promise<PortholeReady>;
  /** Verifies all layers once the image is there. Setting it sets the attribute. */
  get verify(): () => Promise<PortholeVerified>;
  set verify(scope: PortholeVerifyScope);
  /** Stops all that is being read. */
  cancel(): void;

  addEventListener<K extends keyof PortholeEventMap>(
    type: K,
    listener: (this: PortholeImageElement, event: PortholeEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: PortholeImageElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "porthole-image": PortholeImageElement;
  }
  interface GlobalEventHandlersEventMap extends PortholeEventMap {}
}
