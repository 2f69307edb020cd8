// The class of <porthole-image>: the only hand-written JavaScript of Porthole, because Rust cannot extend HTMLElement.
// It loads the module once for all elements of the page, and puts a fresh one in its place if that ever panics.

// Each named whole, so that bundlers find them, whatever names they give them.
const files = {
  app: new URL("./app.js", import.meta.url),
  main: new URL("./app_bg.wasm", import.meta.url),
  later: new URL("./split_later.wasm", import.meta.url),
  worker: new URL("./worker.js", import.meta.url),
  hashing: new URL("./worker_bg.wasm", import.meta.url),
};
const mounted = new Set();
let instance = 0;
let loading = null;

function load() {
  loading ??= (async () => {
    // A module is evaluated once for each address: the query makes a fresh instance after a panic.
    const module = await import(/* @vite-ignore */ /* webpackIgnore: true */ files.app + (instance ? `?instance=${instance}` : ""));
    module.files.later = files.later;
    await module.default({ module_or_path: files.main });
    module.onPanic((message) => queueMicrotask(() => restart(message)));
    return module;
  })();
  return loading;
}

// A module that panicked must not be called again, not even to clean up.
function restart(message) {
  instance += 1;
  loading = null;
  for (const element of mounted) {
    element.startAnew(message);
  }
}

class PortholeImage extends HTMLElement {
  static observedAttributes = ["image", "platform", "gateways", "permalink", "timeout", "unpack-limit"];

  #view = null;
  #generation = 0;

  connectedCallback() {
    mounted.add(this);
    this.#mount(null);
  }

  disconnectedCallback() {
    mounted.delete(this);
    this.#generation += 1;
    this.#view?.destroy();
    this.#view = null;
    this.shadowRoot?.replaceChildren();
  }

  attributeChangedCallback() {
    this.#view?.update(this.#options(null));
  }

  startAnew(message) {
    this.#view = null;
    this.#mount(message);
  }

  async #mount(defect) {
    const generation = ++this.#generation;
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    try {
      const module = await load();
      if (generation !== this.#generation) {
        return;
      }
      const root = document.createElement("div");
      root.className = "root";
      shadow.replaceChildren(root);
      this.#view = module.mount(this, shadow, root, this.#options(defect));
    } catch (error) {
      if (generation === this.#generation) {
        this.#explain(shadow, error);
      }
    }
  }

  #options(defect) {
    const seconds = Number(this.getAttribute("timeout"));
    const limit = Number(this.getAttribute("unpack-limit"));
    return {
      image: this.getAttribute("image") ?? undefined,
      platform: this.getAttribute("platform") ?? undefined,
      gateways: this.getAttribute("gateways") ?? undefined,
      permalink: this.hasAttribute("permalink"),
      worker: `${files.worker}#${files.hashing}`,
      timeout: seconds > 0 ? seconds : 30,
      unpackLimit: limit > 0 ? limit : 64 * 2 ** 30,
      defect: defect ?? undefined,
    };
  }

  // The module itself could not be loaded: nothing but this class is there to say so.
  #explain(shadow, error) {
    const notice = document.createElement("p");
    notice.setAttribute("part", "notice");
    notice.setAttribute("role", "alert");
    notice.dataset.code = "defect";
    notice.textContent = `Porthole could not be loaded: ${error?.message ?? error}. Reload the page; if that does not help, its files are incomplete.`;
    shadow.replaceChildren(notice);
    this.dataset.state = "failed";
  }
}

customElements.define("porthole-image", PortholeImage);
