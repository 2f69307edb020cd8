// What the declarations of the element must allow, and what they must refuse. Compiled by `cargo xtask test types`, never run.

import "../../www/porthole.js";
import type { PortholeImageElement, PortholeReady } from "../../www/porthole.js";

const element = document.createElement("porthole-image");
const same: PortholeImageElement = element;
element.image = "oci:/images/app:1.4";
element.view = "summary layers";
element.loading = "lazy";
element.theme = "auto";
element.permalink = false;
element.timeout = 5;
element.unpackLimit = 2 ** 30;
element.verify = "all";
element.verifyScope = "none";

const found: PortholeReady = await element.inspect("alpine");
const { verdict, layers }: { verdict: "match" | "mismatch" | "unchecked"; layers: number } = await element.verify();
element.cancel();
await same.ready;
element.addEventListener("porthole-verdict", (event) => console.log(event.detail.digest, event.detail.size + layers, verdict, found.kind));
document.addEventListener("porthole-error", (event) => console.log(event.detail.code));
document.querySelector("porthole-image")?.addEventListener("click", (event) => event.clientX);

// @ts-expect-error There is no such theme.
element.theme = "blue";
// @ts-expect-error A number of seconds.
element.timeout = "5";
// @ts-expect-error It comes with every question.
element.ready = Promise.resolve(found);
// @ts-expect-error Which image?
element.inspect();
// @ts-expect-error No such kind.
found.kind === "layout";
