// The class of <porthole-image>: the only hand-written JavaScript of Porthole, because Rust cannot extend HTMLElement.
// It loads the module once for all elements of the page, when the first of them is needed, and puts a fresh one in its place if that ever
// panics. Its types are in porthole.d.ts.

// Each named whole, so that bundlers find them, whatever names they give them; and then as texts, which is what a page's own fetch may expect.
const files = {
  app: new URL("./app.js", import.meta.url),
  main: new URL("./app_bg.wasm", import.meta.url),
  rare: new URL("./split_rare.wasm", import.meta.url),
  later: new URL("./split_later.wasm", import.meta.url),
  asked: new URL("./split_asked.wasm", import.meta.url),
  shared: new URL("./split_shared.wasm", import.meta.url),
  worker: new URL("./worker.js", import.meta.url),
  hashing: new URL("./worker_bg.wasm", import.meta.url),
  gzip: new URL("./split_gzip.wasm", import.meta.url),
  zstd: new URL("./split_zstd.wasm", import.meta.url),
  unpacking: new URL("./split_unpacking.wasm", import.meta.url),
};
for (const name of Object.keys(files)) files[name] = files[name].href;
const mounted = new Set();
const warned = new Set();
// Answers for lists of gateways; null once the module has them.
const lists = new Map();
// Origins of servers to which connections were opened.
const opened = new Set();
// Roots of views that are not in use: making one costs memory that never comes back.
let idle = [];
let instance = 0;
let loading = null;
// The load whose rest was asked for.
let rest = null;
// Why what is rare could not be had when it was needed. Nothing works without it, not even to say so: only a new page may have more luck.
let lost = null;

// The views, and the room that each takes, in rem: kept free until it is there. src/ui/view.rs has the same names.
const VIEWS = { badge: 1.75, full: 110, summary: 17, platforms: 13, layers: 30, files: 8, referrers: 8, history: 22, config: 26, raw: 38, problems: 6 };
const TEXTS = ["image", "platform", "view", "digest", "gateways"];
const WORDS = { verify: ["documents", "none", "all"], loading: ["eager", "lazy"], theme: ["auto", "light", "dark"] };
const NUMBERS = { timeout: 30, "unpack-limit": 64 * 2 ** 30 };
// Whether an index has such a platform is known later.
const PLATFORM = /^[^\s/]+(\/[^\s/]+)*$/;
const DIGEST = /^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}|(?!sha(256|384|512):)[a-z0-9]+([+._-][a-z0-9]+)*:[\w=-]+)$/;
// The server in what is asked for, and how it is reached.
const SERVER = /^(?:docker:\/\/|(?:oci:)?(https?):\/\/)?((?!\S*docker\.(?:io|com)\/)[\w.-]+\.(?!localhost)[a-z]+(?::\d+)?)\//;

function load() {
  loading ??= (async () => {
    if (lost) throw lost;
    // Compiled while the script is on its way. Where that fails (a server that does not know the type), the script tries in its own way.
    const compiled = WebAssembly.compileStreaming(fetch(files.main)).catch(() => files.main);
    // A module is evaluated once for each address: the query makes a fresh instance after a panic.
    const module = await import(/* @vite-ignore */ /* webpackIgnore: true */ files.app + (instance ? `?instance=${instance}` : ""));
    for (const name of Object.keys(module.files)) module.files[name] = files[name];
    await module.default({ module_or_path: await compiled });
    module.onPanic((message) => queueMicrotask(() => restart(message)));
    module.onLost((error) => {
      lost = error;
      queueMicrotask(() => restart(""));
    });
    return module;
  })();
  // What failed for one element may succeed for the next: the network comes back.
  loading.catch(() => (loading = null));
  return loading;
}

// What did not run when first images were shown is asked for once something is to be seen, after the browser has laid it out. Who needs it before waits for it.
function loadRest() {
  if (loading && rest !== loading) {
    rest = loading;
    rest.then((module) => setTimeout(() => module.loadRare().catch(() => {}), 25), () => {});
  }
}

// A module that panicked must not be called again, not even to clean up.
function restart(message) {
  instance += 1;
  loading = null;
  idle = [];
  for (const element of mounted) {
    element.startAnew(message);
  }
}

// Opening a connection takes several round trips, and the module that will ask is still on its way: it is opened meanwhile, unless a gateway leads there.
// Servers of this machine are near, and may not speak TLS; Docker Hub is asked under other names.
function connect(image, gateways) {
  const [, scheme = "https", host] = SERVER.exec(image.toLowerCase()) ?? [];
  const origin = `${scheme}://${host}`;
  if (host && !(host in gateways) && !opened.has(origin)) {
    opened.add(origin);
    const hint = make("link", { rel: "preconnect", href: origin, crossorigin: "" });
    document.head.append(hint);
    // It is taken at once: nothing is left behind in somebody's page.
    hint.remove();
  }
}

// Calls `then` with each element that comes into view, or is nearer to it than `margin`, once.
function watch(margin, then) {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) {
          observer.unobserve(target);
          then(target);
        }
      }
    },
    { rootMargin: margin },
  );
  return observer;
}

function make(name, attributes = {}, text = "") {
  const element = document.createElement(name);
  for (const key of Object.keys(attributes)) {
    element.setAttribute(key, attributes[key]);
  }
  element.textContent = text;
  return element;
}

class PortholeImage extends HTMLElement {
  static observedAttributes = [...TEXTS, ...Object.keys(WORDS), ...Object.keys(NUMBERS), "permalink", "data-state"];
  static #near = watch("400px 0px", (element) => element.#mount(null));
  static #seen = watch("0px", (element) => element.#order("verify"));

  #view = null;
  #generation = 0;
  #isStarted = false;
  #isChanged = false;
  // Whether a question is among what has changed.
  #isAsking = false;
  #command = null;
  #answer = null;
  #asked = "";
  // The question that the view has.
  #told = "";
  #ready = null;
  #waits = false;
  #isUsed = false;
  // Whether the present question came from here, by an attribute or a method, and not from a reader.
  #isOrdered = false;
  #isSlow = false;
  // Whether the view has been seen, or would have been if it had no children before it.
  #isOpen = false;
  #patience = 0;
  #place = null;
  #room = make("div");
  #root = make("div", { class: "root", lang: "en" });
  #notes = make("div");
  #slot = make("slot");
  // Two elements in a page must not have landmarks of the same name: their sections are groups, whose headers
  // would be banners of the page.
  #landmarks = new MutationObserver(() => {
    for (const landmark of this.#root.querySelectorAll("section:not([role]), header:not([role]), nav:not([role]), [role=search]")) {
      const isSection = landmark.localName === "section";
      landmark.setAttribute("role", isSection ? "group" : "presentation");
      // What has a name is not taken for a mere presentation.
      if (!isSection) {
        landmark.removeAttribute("aria-label");
      }
    }
  });

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":host{display:block}:host([view~=badge]){display:inline-block}");
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.#root.append(this.#notes);
    this.#room.append(this.#root, this.#slot);
    shadow.append(this.#room);
    this.#ask();
    // While a question is on its way to the view, what it tells is of the question before.
    const isOwn = (event) => event.target === this && !this.#isAsking;
    this.addEventListener("porthole-asked", ({ target }) => {
      if (target === this && !this.#isOrdered) {
        this.#ask(false);
        this.#isUsed = this.#waits = this.dataset.state === "loading";
      }
      this.#isOrdered = false;
    });
    this.addEventListener("porthole-left", ({ target }) => target === this && this.#abandon("another image was asked for"));
    this.addEventListener("porthole-ready", (event) => {
      if (isOwn(event)) {
        this.#settle("resolve", event.detail);
        if (this.verifyScope === "all") {
          PortholeImage.#seen.observe(this);
        }
      }
    });
    this.addEventListener("porthole-error", (event) => {
      if (isOwn(event) && this.dataset.state === "failed") {
        this.#room.append(this.#slot);
        this.#uncover();
        this.#settle("reject", event.detail);
      }
    });
  }

  connectedCallback() {
    mounted.add(this);
    if (this.#view) {
      // What has changed meanwhile, if anything.
      this.#change();
      return;
    }
    // Of a copy of an element, which has none of what that shows.
    delete this.dataset.state;
    delete this.dataset.kind;
    // Properties that were set before the class was there.
    for (const name of PROPERTIES) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    this.#check();
    this.#asked = this.#question();
    if (this.loading === "lazy" && !this.#command) {
      PortholeImage.#near.observe(this);
    } else {
      this.#mount(null);
    }
  }

  disconnectedCallback() {
    // What is only moved comes back at once, and keeps its state.
    queueMicrotask(() => this.isConnected || this.#leave());
  }

  // A move by moveBefore: nothing is to be done.
  connectedMoveCallback() {}

  attributeChangedCallback(name, before, now) {
    if (name === "data-state") {
      this.#follow(now);
    } else if (before !== now) {
      this.#change(name);
    }
  }

  get ready() {
    return this.#ready;
  }

  inspect(reference) {
    this.#ask();
    this.#isUsed = true;
    this.#order("inspect", String(reference));
    return this.#ready;
  }

  cancel() {
    this.#settle("reject", { code: "cancelled", message: "cancelled" });
    if (this.#view) {
      this.#order("cancel");
    } else {
      this.#generation += 1;
      this.#isStarted = false;
      this.#command = null;
      PortholeImage.#near.unobserve(this);
    }
  }

  // Both an attribute and a method have this name: what is read is the method, what is set is the attribute. See verifyScope.
  get verify() {
    return async () => {
      if (this.isConnected && !this.#view) {
        this.#mount(null);
      }
      await this.#ready;
      const ended = new Promise((resolve, reject) => {
        this.addEventListener("porthole-verified", ({ detail }) => resolve(detail), { once: true });
        this.#root.addEventListener("left", ({ detail }) => reject({ code: "cancelled", message: detail }), { once: true });
      });
      this.#order("verify");
      return ended;
    };
  }

  set verify(value) {
    this.verifyScope = value;
  }

  startAnew(message) {
    if (this.#isStarted) {
      this.#abandon("Porthole began anew");
      const had = this.#view !== null;
      this.#view = null;
      this.#command = null;
      this.#isStarted = false;
      this.#mount(had ? message : null);
    }
  }

  #leave() {
    mounted.delete(this);
    this.#generation += 1;
    this.#isStarted = false;
    this.#command = null;
    PortholeImage.#near.unobserve(this);
    PortholeImage.#seen.unobserve(this);
    this.#landmarks.disconnect();
    if (this.#view) {
      this.#view.leave();
      idle.push([this.#view, this.#place]);
      this.#view = null;
    }
    this.#root.replaceChildren(this.#notes);
    this.#room.append(this.#slot);
    this.#isOpen = false;
    // Who puts it back asks anew.
    this.#ask();
  }

  // A new promise for a new question, unless there is one that no question has used; who still waits for the one before need not any more.
  #ask(isOrdered = true) {
    this.#isOrdered = isOrdered;
    if (this.#answer && !this.#isUsed) {
      return;
    }
    this.#isUsed = this.#waits = false;
    this.#abandon("another question was asked");
    this.#settle("reject", { code: "cancelled", message: "another question was asked" });
    this.#ready = new Promise((resolve, reject) => (this.#answer = { resolve, reject }));
    // Who does not wait for it has not missed anything: the event says the same.
    this.#ready.catch(() => {});
    PortholeImage.#seen.unobserve(this);
  }

  // Who waits for the end of a verification need not any more.
  #abandon(detail) {
    this.#root.dispatchEvent(new CustomEvent("left", { detail }));
  }

  #settle(how, detail) {
    this.#answer?.[how](detail);
    this.#answer = null;
  }

  #follow(state) {
    if (state === "loading" && !this.#answer) {
      this.#ask(false);
    } else if (state === "idle" && this.#waits) {
      this.#settle("reject", { code: "cancelled", message: "cancelled" });
    }
    if (state === "ready") {
      this.#slot.remove();
    }
    this.#waits = state === "loading";
    clearTimeout(this.#patience);
    this.#isSlow = false;
    if (this.#waits) {
      const slow = () => {
        this.#isSlow = true;
        this.#uncover();
      };
      this.#patience = setTimeout(slow, this.loading === "lazy" ? 1000 : 200);
    }
    this.#isUsed ||= this.#waits;
    this.#uncover();
  }

  // As long as there are children to show, a view that is not finished stays out of sight. Any other does for a moment, before it is seen for the
  // first time, but for the bar, in which somebody may type at once: mostly what it waits for is there by then, and it is laid out once, instead of
  // twice.
  #uncover() {
    const { state } = this.dataset;
    const hasChildren = this.childElementCount || this.textContent.trim();
    const isFinished = /^(ready|failed)$/.test(state) || !this.#slot.isConnected;
    this.#isOpen ||= isFinished || state === "idle" || this.#isSlow;
    if (this.#isOpen) loadRest();
    const place = this.#place;
    if (place) {
      const waits = !isFinished && !!(hasChildren || !this.#isOpen);
      place.hidden = waits && !!hasChildren;
      if (this.#root.classList.contains("waits") !== waits) {
        this.#root.classList.toggle("waits");
        // Long tables show the rows that are in view, and there was none until now.
        place.dispatchEvent(new Event("resize", { composed: true }));
      }
    }
  }

  #change(name) {
    this.#check();
    if (!this.isConnected) {
      return;
    }
    const question = this.#question();
    if (question !== this.#asked) {
      this.#asked = question;
      this.#isAsking = true;
      this.#ask();
      // Away and back at once: the view would see no change.
      if (this.#view && question === this.#told) {
        this.#order("again");
      }
    } else if (name === "verify") {
      const { verifyScope, dataset } = this;
      PortholeImage.#seen[verifyScope === "all" && dataset.state === "ready" ? "observe" : "unobserve"](this);
    }
    const waits = this.loading === "lazy" && !this.#isStarted;
    if (waits) {
      PortholeImage.#near.observe(this);
    } else if (!this.#view) {
      this.#mount(null);
    }
    this.#update();
  }

  // What the view asks anew for when it changes, and only then.
  #question() {
    const { image, platform, gateways, digest, verify } = this.#options(null);
    return JSON.stringify([image, platform, gateways, digest, verify === "none"]);
  }

  // Several changes at once are one.
  #update() {
    if (this.#isChanged) {
      return;
    }
    this.#isChanged = true;
    queueMicrotask(() => {
      this.#isChanged = this.#isAsking = false;
      this.#told = this.#asked;
      this.#view?.update(this.#options(null));
    });
  }

  #order(name, text = "") {
    this.#command = { name, text, number: (this.#command?.number ?? 0) + 1 };
    if (this.#view) {
      this.#isAsking ||= name === "inspect";
      this.#update();
    } else if (this.isConnected) {
      this.#mount(null);
    }
  }

  async #mount(defect) {
    if (this.#isStarted && defect === null) {
      return;
    }
    this.#isStarted = true;
    PortholeImage.#near.unobserve(this);
    const generation = ++this.#generation;
    // An image of a registry waits for it: it is asked for while the module is on its way. Who gets nothing asks again.
    const { gateways } = this;
    const image = ((this.permalink && new URLSearchParams(location.search).get("image")) || this.image || "").trim();
    if (!gateways || image.startsWith("oci:")) {
      connect(image, {});
    } else if (image && !lists.has(gateways)) {
      const answer = fetch(gateways, { credentials: "omit", cache: "no-store" });
      lists.set(gateways, answer.catch(() => {}));
      answer.then((list) => list.clone().json()).then((list) => connect(image, list)).catch(() => {});
    }
    try {
      const module = await load();
      for (const [url, answer] of lists) {
        if (answer) {
          module.expect(url, answer);
          lists.set(url, null);
        }
      }
      if (generation !== this.#generation) {
        return;
      }
      let [view, place] = idle.pop() ?? [null, make("div", { class: "view" })];
      this.#place = place;
      this.#root.replaceChildren(this.#notes, place);
      this.#check();
      this.#uncover();
      if (!this.permalink) {
        this.#landmarks.observe(place, { childList: true, subtree: true });
      }
      view ??= module.makeRoot(place);
      view.mount(this, this.shadowRoot, this.#options(defect));
      this.#told = this.#asked;
      this.#view = view;
    } catch (error) {
      if (generation === this.#generation) {
        this.#isStarted = false;
        this.#explain(error);
      }
    }
  }

  #options(defect) {
    const platform = this.getAttribute("platform")?.trim();
    return {
      image: this.getAttribute("image") ?? undefined,
      platform: PLATFORM.test(platform) ? platform : undefined,
      gateways: this.getAttribute("gateways") ?? undefined,
      view: this.view,
      verify: this.verifyScope,
      digest: DIGEST.test(this.digest) ? this.digest : undefined,
      permalink: this.permalink,
      worker: [files.worker, files.hashing, files.gzip, files.zstd, files.unpacking].join(" "),
      timeout: this.timeout,
      unpackLimit: this.unpackLimit,
      defect: defect ?? undefined,
      command: this.#command?.name,
      argument: this.#command?.text,
      number: this.#command?.number ?? 0,
    };
  }

  // Says what is wrong with the attributes, and keeps room for what will be shown.
  #check() {
    const views = [...new Set(this.view.split(/\s+/).filter(Boolean))];
    const wrong = [];
    for (const view of views) {
      if (!Object.hasOwn(VIEWS, view)) {
        wrong.push(["view", view, `no view; there are ${Object.keys(VIEWS).join(", ")}`]);
      } else if (views.length > 1 && /badge|full/.test(view)) {
        wrong.push(["view", view, "a view that stands alone, and is left out"]);
      }
    }
    for (const name of Object.keys(WORDS)) {
      const value = this.getAttribute(name);
      if (value !== null && !WORDS[name].includes(value)) {
        wrong.push([name, value, `none of ${WORDS[name].join(", ")}`]);
      }
    }
    for (const name of Object.keys(NUMBERS)) {
      const value = this.getAttribute(name);
      if (value !== null && !(Number(value) > 0)) {
        wrong.push([name, value, "no number above 0"]);
      }
    }
    const platform = this.getAttribute("platform")?.trim();
    if (platform && !PLATFORM.test(platform)) {
      wrong.push(["platform", platform, "no platform (os/architecture/variant)"]);
    }
    if (this.hasAttribute("digest") && !DIGEST.test(this.digest)) {
      wrong.push(["digest", this.digest, "no digest, so the image is not compared with it"]);
    }
    const notes = wrong.map(([name, value, why]) => {
      const words = `${name}="${value}" is ${why}.`;
      if (!warned.has(words)) {
        warned.add(words);
        console.warn(`<porthole-image>: ${words}`);
      }
      return make("p", { part: "attribute-problem", class: "attribute-problem", "data-attribute": name }, words);
    });
    this.#notes.replaceChildren(...notes);
    const known = views.filter((view) => Object.hasOwn(VIEWS, view));
    const rem = (known.length ? known : ["full"]).reduce((sum, view) => sum + VIEWS[view], 0);
    const keeps = this.loading === "lazy" && !this.permalink;
    // Margins of the children stay inside, too.
    this.#room.style.display = keeps ? "flow-root" : "";
    this.#room.style.minHeight = keeps ? `var(--porthole-min-height, ${rem}rem)` : "";
  }

  // The module itself could not be loaded: nothing but this class is there to say so. The children stay.
  #explain(error) {
    const notice = make(
      "p",
      { part: "notice", role: "alert", "data-code": "defect" },
      `Porthole could not be loaded (${error?.message ?? error}). Reload the page; if that does not help, its files are incomplete or the page's policy forbids them.`,
    );
    this.#root.replaceChildren(this.#notes, notice);
    this.dataset.state = "failed";
    const detail = { code: "defect", message: notice.textContent };
    this.dispatchEvent(new CustomEvent("porthole-error", { bubbles: true, composed: true, detail }));
    this.#settle("reject", detail);
  }
}

const PROPERTIES = [...TEXTS, "verify", "verifyScope", "loading", "theme", "timeout", "unpackLimit", "permalink"];

function reflect(property, attribute, read) {
  Object.defineProperty(PortholeImage.prototype, property, {
    configurable: true,
    enumerable: true,
    get() {
      return read(this.getAttribute(attribute));
    },
    set(value) {
      if (value === null || value === undefined || value === false) {
        this.removeAttribute(attribute);
      } else {
        this.setAttribute(attribute, value === true ? "" : value);
      }
    },
  });
}

for (const name of TEXTS) {
  reflect(name, name, (value) => value ?? "");
}
for (const name of Object.keys(WORDS)) {
  reflect(name === "verify" ? "verifyScope" : name, name, (value) => (WORDS[name].includes(value) ? value : WORDS[name][0]));
}
for (const name of Object.keys(NUMBERS)) {
  reflect(name === "timeout" ? name : "unpackLimit", name, (value) => (Number(value) > 0 ? Number(value) : NUMBERS[name]));
}
reflect("permalink", "permalink", (value) => value !== null);

// A site that changes its pages in place may run this script again.
if (!customElements.get("porthole-image")) {
  // The size of the text, made a length once: what is relative (1em) would be relative to each part of the view anew.
  CSS.registerProperty?.({ name: "--text-of-porthole", syntax: "<length>", inherits: true, initialValue: "15px" });
  customElements.define("porthole-image", PortholeImage);
}
