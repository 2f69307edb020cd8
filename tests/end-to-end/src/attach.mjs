// Signs a statement and attaches the bundle to an image in a registry, by Sigstore's own packages.
// attach.mjs <folder of @sigstore/sign> <folder of @sigstore/oci> <image> <digest> <statement> <key> [<certificate>]
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [signing, attaching, imageName, imageDigest, statement, keyFile, certificateFile] = process.argv.slice(2);
const load = (folder, name) => createRequire(`${folder}/`)(name);
const { DSSEBundleBuilder } = load(signing, "@sigstore/sign");
const { bundleToJSON } = load(signing, "@sigstore/bundle");
const { attachArtifactToImage } = load(attaching, "@sigstore/oci");

const privateKey = createPrivateKey(readFileSync(keyFile));
const publicKey = createPublicKey(privateKey);
const hint = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64");
const key = certificateFile
  ? { $case: "x509Certificate", certificate: readFileSync(certificateFile, "utf8") }
  : { $case: "publicKey", hint, publicKey: publicKey.export({ type: "spki", format: "pem" }) };
const signer = { sign: async (data) => ({ signature: sign("sha256", data, privateKey), key }) };
const payload = { data: readFileSync(statement), type: "application/vnd.in-toto+json" };
const bundle = bundleToJSON(await new DSSEBundleBuilder({ signer, witnesses: [] }).create(payload));
const annotations = {
  "dev.sigstore.bundle.content": "dsse-envelope",
  "dev.sigstore.bundle.predicateType": JSON.parse(payload.data).predicateType,
};
const artifact = Buffer.from(JSON.stringify(bundle));
await attachArtifactToImage({ imageName, imageDigest, artifact, mediaType: bundle.mediaType, annotations, credentials: undefined });
